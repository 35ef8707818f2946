package io.workbenchx.providers.runner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A worker that starts one workload, takes charge of it, and then only waits to be killed. */
final class ChildJvm {

    private ChildJvm() {}

    public static void main(String[] arguments) throws InterruptedException {
        RunnerProperties defaults = RunnerProperties.defaults();
        Runner runner = new ProcessRunner(
                Path.of(arguments[0]),
                new RunnerProperties(
                        null,
                        RunnerProperties.Isolation.valueOf(arguments[3]),
                        defaults.controlGroup(),
                        defaults.logCap(),
                        defaults.logSegment(),
                        defaults.diskQuota(),
                        List.of()));
        WorkloadHandle handle = runner.start(TestWorkload.shell(arguments[2])
                .run(UUID.fromString(arguments[1]))
                .spec());
        runner.adopt(handle);
        System.out.println(handle.runId() + " " + handle.directory());
        Thread.currentThread().join();
    }

    static Process start(
            Path runs, UUID run, String script, RunnerProperties.Isolation isolation, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildJvm.class.getName(),
                        runs.toString(),
                        run.toString(),
                        script,
                        isolation.name()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Of the workload that it started. */
    static WorkloadHandle handle(Process jvm) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String[] words = line.split(" ");
            if (words.length == 2 && words[1].startsWith("/")) {
                return new WorkloadHandle("process", UUID.fromString(words[0]), "main", 1, words[1]);
            }
        }
        throw new IOException("the child JVM ended without starting a workload");
    }
}
