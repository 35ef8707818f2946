package io.workbenchx.standalone.engine;

import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The {@code temporal} command: found on this machine, else built from its published source. */
record TemporalBinary(Path path, String version) {

    /** The module proxy's checksum database vouches for exactly this source. */
    static final String MODULE = "github.com/temporalio/cli/cmd/temporal@v1.5.1";

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(15);

    /** The PATH first, then the workbench's own directory, then where Go puts its programs. */
    static Optional<TemporalBinary> find(Home home, Map<String, String> environment) throws IOException {
        List<Path> candidates = new ArrayList<>();
        Programs.find("temporal", environment).ifPresent(candidates::add);
        candidates.add(home.bin().resolve("temporal"));
        String goBin = environment.get("GOBIN");
        if (goBin != null && !goBin.isBlank()) {
            candidates.add(Path.of(goBin, "temporal"));
        }
        String goPath = environment.get("GOPATH");
        if (goPath != null && !goPath.isBlank()) {
            candidates.add(Path.of(goPath, "bin", "temporal"));
        }
        candidates.add(Path.of(environment.getOrDefault("HOME", "/"), "go", "bin", "temporal"));
        for (Path candidate : candidates) {
            Optional<TemporalBinary> usable = usable(candidate);
            if (usable.isPresent()) {
                return usable;
            }
        }
        return Optional.empty();
    }

    private static Optional<TemporalBinary> usable(Path candidate) throws IOException {
        if (!Files.isExecutable(candidate) || Files.isDirectory(candidate)) {
            return Optional.empty();
        }
        Programs.Answer answer = Programs.run(
                List.of(candidate.toString(), "--version"), Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(30));
        return answer.ok() && answer.output().startsWith("temporal version")
                ? Optional.of(new TemporalBinary(candidate, answer.output().strip()))
                : Optional.empty();
    }

    /** Builds the command into the workbench's home when this machine has Go; takes minutes the first time. */
    static Optional<TemporalBinary> obtain(Home home, Map<String, String> environment, Consumer<String> notice)
            throws IOException {
        Optional<Path> go = Programs.find("go", environment);
        if (go.isEmpty()) {
            return Optional.empty();
        }
        notice.accept("No temporal command here: building it with go install " + MODULE + " (once, some minutes)");
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("GOBIN", home.bin().toString());
        Programs.Answer answer = Programs.run(List.of(go.get().toString(), "install", MODULE), variables, BUILD_LIMIT);
        if (!answer.ok()) {
            notice.accept("go install did not work, going on without: " + lastLine(answer.output()));
            return Optional.empty();
        }
        return usable(home.bin().resolve("temporal"));
    }

    private static String lastLine(String output) {
        String[] lines = output.strip().split("\n");
        return lines[lines.length - 1];
    }
}
