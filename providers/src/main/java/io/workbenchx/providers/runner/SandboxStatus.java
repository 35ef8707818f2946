package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What bubblewrap wrote about its child: ids when it was made, the exit code when it ended. The code is there only when the sandbox was
 * complete and bubblewrap itself was not killed.
 */
record SandboxStatus(long pid, Optional<String> namespace, Optional<Integer> exitCode) {

    private static final Pattern PID = Pattern.compile("\"child-pid\": *([0-9]+)");
    private static final Pattern NAMESPACE = Pattern.compile("\"pid-namespace\": *([0-9]+)");
    private static final Pattern CODE = Pattern.compile("\"exit-code\": *([0-9]+) *}");

    /** Empty before there is a child. */
    static Optional<SandboxStatus> of(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            return find(PID, text)
                    .map(pid -> new SandboxStatus(
                            Long.parseLong(pid),
                            find(NAMESPACE, text).map(inode -> "pid:[" + inode + "]"),
                            find(CODE, text).map(Integer::valueOf)));
        } catch (IOException e) {
            throw new RunnerException("cannot read " + file, e);
        }
    }

    /** The sandbox's first process while it lives; told from a later process with the same id by its namespace. */
    Optional<Long> init() {
        boolean living =
                ProcessTable.alive(pid) && (namespace.isEmpty() || namespace.equals(ProcessTable.pidNamespace(pid)));
        return living ? Optional.of(pid) : Optional.empty();
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
