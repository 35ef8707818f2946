package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.Deadline;
import io.workbenchx.providers.runner.LaunchFiles;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Makes a sandbox, brings the workload's folders into it, and starts the command; all of it or nothing. */
record VercelStart(VercelSandbox sandboxes, VercelProperties properties) {

    private static final long BYTES_PER_CPU = 2L << 30;
    /** For bringing folders in and taking output out. */
    private static final Duration SPARE = Duration.ofMinutes(10);

    /** What is on record about it; empty when it was started before. */
    Optional<Attestation> start(String name, WorkloadSpec spec) {
        Optional<JsonNode> found = sandboxes.get(name);
        if (found.isPresent()) {
            if (found.get().path("sandbox").path("tags").has(VercelSandbox.COMMAND)) {
                return Optional.empty();
            }
            sandboxes.delete(name); // its start was interrupted before the command was on record
        }
        int vcpus = vcpus(spec.limits());
        Deadline deadline = Deadline.of(spec.limits(), vcpus);
        Duration life = deadline.seconds() == null
                ? properties.longest()
                : Duration.ofSeconds(deadline.seconds()).plus(SPARE);
        boolean started = false;
        try {
            JsonNode made = sandboxes.create(name, spec, vcpus, life);
            String digest = digest(spec, made);
            String session = made.path("session").path("id").asString();
            bring(spec, session);
            String command = sandboxes.run(
                    session,
                    spec.command(),
                    LaunchFiles.workingDirectory(spec),
                    variables(spec, name),
                    false,
                    deadline.seconds() == null ? 0 : deadline.seconds() * 1000);
            sandboxes.tag(
                    name,
                    Map.of(
                            VercelSandbox.RUN,
                            spec.runId().toString(),
                            VercelSandbox.COMMAND,
                            command,
                            VercelSandboxRunner.DEADLINE,
                            deadline.reason() + "-" + deadline.seconds()));
            started = true;
            return Optional.of(attestation(spec, digest, vcpus, name));
        } finally {
            if (!started) {
                sandboxes.delete(name);
            }
        }
    }

    /** One, or an even number; each comes with two gigabytes. */
    private static int vcpus(WorkloadSpec.Limits limits) {
        long cpus =
                Math.max((long) Math.ceil(limits.cpus()), (limits.memoryBytes() + BYTES_PER_CPU - 1) / BYTES_PER_CPU);
        return (int) (cpus <= 1 ? 1 : cpus + cpus % 2);
    }

    /** Vercel answers with the image by the digest of its manifest. */
    private static String digest(WorkloadSpec spec, JsonNode made) {
        String approved = Objects.requireNonNull(spec.image());
        approved = approved.substring(approved.indexOf('@') + 1);
        String image = made.path("sandbox").path("image").asString("");
        String digest = image.substring(image.indexOf('@') + 1);
        if (!digest.equals(approved)) {
            throw new RuntimeMismatchException(
                    "Vercel made the sandbox of " + (digest.isEmpty() ? "what it does not say" : digest)
                            + " instead of the approved " + approved + "; nothing was started in it.");
        }
        return digest;
    }

    private void bring(WorkloadSpec spec, String session) {
        List<String> make = new ArrayList<>(List.of("install", "-d", "-m", "0777", "--", "/work"));
        spec.mounts().forEach(mount -> make.add(mount.target()));
        int code = sandboxes.await(session, sandboxes.run(session, make, "/", Map.of(), true, 60_000));
        if (code != 0) {
            throw new RunnerException(
                    "the image lacks the program install, or the sandbox its folders (" + code + ")", null);
        }
        if (spec.mounts().isEmpty()) {
            return;
        }
        Path archive = FolderArchive.of(spec.mounts());
        try {
            sandboxes.write(session, archive);
        } finally {
            VercelSandbox.deleteQuietly(archive);
        }
    }

    private static Map<String, String> variables(WorkloadSpec spec, String name) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("HOME", "/work");
        variables.put("LANG", "C.UTF-8");
        variables.putAll(new TreeMap<>(spec.environment()));
        variables.put("WBX_RUN_ID", spec.runId().toString());
        variables.put("WBX_WORKLOAD", name);
        return variables;
    }

    private static Attestation attestation(WorkloadSpec spec, String digest, int vcpus, String name) {
        WorkloadSpec.Limits limits = spec.limits();
        return new Attestation(
                VercelSandboxRunner.NAME,
                spec.runId(),
                spec.name(),
                spec.attempt(),
                Instant.now(),
                spec.command(),
                List.of(),
                List.copyOf(variables(spec, name).keySet()),
                spec.image(),
                digest,
                "microvm",
                1000,
                spec.workbench() == null ? "none" : "workbench",
                Map.of(
                        "cpu",
                        limits.cpuSeconds() + " s",
                        "cpus",
                        Integer.toString(vcpus),
                        "memory",
                        vcpus * BYTES_PER_CPU + " B",
                        "wall",
                        limits.wall().toString()),
                VercelSandboxRunner.MECHANISMS);
    }
}
