package io.workbenchx.providers.runner;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Command and variables for a workload without namespaces: nothing is bound there, so the paths seen inside are replaced by those of the
 * host wherever they stand as a path of their own, and the workbench's address by the real one.
 */
final class PlainArguments {

    /** Reads the variables from a descriptor, because arguments of other processes can be seen by everybody. */
    static final List<String> ENTER =
            List.of("sh", "-c", ". /proc/self/fd/3 && exec 3<&- 4>&- && cd \"$0\" && exec \"$@\"");

    private final Map<String, String> replacements = new LinkedHashMap<>();
    private final Pattern pattern;

    PlainArguments(WorkloadSpec spec, RunDirectory directory) {
        spec.mounts().forEach(mount -> replace(mount.target(), mount.source()));
        if (spec.runtime() != null) {
            replace("/runtime", spec.runtime());
        }
        replace("/run/wbx", directory.sockets());
        replace("/work", directory.workspace());
        replace("/tmp", directory.temporary());
        String longestFirst = replacements.keySet().stream()
                .sorted((one, other) -> other.length() - one.length())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        String paths = "(?<![A-Za-z0-9._/-])(?:" + longestFirst + ")(?![A-Za-z0-9._-])";
        WorkloadSpec.Gateway workbench = spec.workbench();
        if (workbench == null) {
            pattern = Pattern.compile(paths);
        } else {
            String inside = "127.0.0.1:" + workbench.gatewayPort();
            replacements.put(inside, workbench.host() + ":" + workbench.port());
            pattern = Pattern.compile(paths + "|(?<![0-9.])" + Pattern.quote(inside) + "(?![0-9])");
        }
    }

    private void replace(String inside, Path outside) {
        replacements.put(inside, outside.toString());
    }

    String translate(String text) {
        return pattern.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(String.valueOf(replacements.get(match.group()))));
    }

    /** Lines that a shell reads to get the variables. */
    String exports(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(entry -> "export " + entry.getKey() + "=" + LaunchFiles.quoted(translate(entry.getValue())) + "\n")
                .collect(Collectors.joining());
    }
}
