package io.workbenchx.workflows.training;

/**
 * @param exitCode always 0: anything else fails the run
 * @param cpuSeconds used by all processes of the job
 * @param peakMemoryBytes of all of them together
 * @param logBytes length of its output
 * @param logSha256 digest of the archived output
 * @param runtimeDigest of the environment that really ran
 */
public record TrainingResult(
        int exitCode,
        double cpuSeconds,
        long peakMemoryBytes,
        long logBytes,
        String logSha256,
        String runtimeDigest,
        String isolation) {}
