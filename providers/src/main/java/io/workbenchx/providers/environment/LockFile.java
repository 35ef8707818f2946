package io.workbenchx.providers.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A lock in the requirements format: every line names one version of one package and the hashes its file may have. Anything else a
 * requirements file can say (options, URLs, paths, editable installs) could bring in other bytes and is refused.
 *
 * @param requirements one line each, as understood here: what is installed comes from these, so that no other reading of the text matters
 * @param sha256 of the text as it was given
 */
public record LockFile(List<String> requirements, String sha256) {

    private static final int MAX_CHARACTERS = 4 * 1024 * 1024;

    private static final Pattern REQUIREMENT = Pattern.compile(
            "[A-Za-z0-9][A-Za-z0-9._-]*(\\[[A-Za-z0-9._, -]*])?==[A-Za-z0-9][A-Za-z0-9.!+_-]*( *; *[A-Za-z0-9_.'\"()<>=!~, +-]+)?");
    private static final Pattern HASHES = Pattern.compile("(--hash=sha256:[0-9a-f]{64}\\s*)+");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");

    /**
     * @throws EnvironmentException with the line and what is wrong with it
     */
    public static LockFile parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new EnvironmentException("The lock is longer than " + MAX_CHARACTERS + " characters.", null);
        }
        List<String> requirements = new ArrayList<>();
        String[] lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int first = i;
            StringBuilder whole = new StringBuilder();
            boolean continued = true;
            while (continued && i < lines.length) {
                String line = COMMENT.matcher(lines[i]).replaceFirst("").strip();
                continued = line.endsWith("\\");
                whole.append(continued ? line.substring(0, line.length() - 1) : line)
                        .append(' ');
                i += continued ? 1 : 0;
            }
            String line = whole.toString().strip();
            if (!line.isEmpty()) {
                requirements.add(requirement(first + 1, line));
            }
        }
        if (requirements.isEmpty()) {
            throw new EnvironmentException("The lock names no package.", null);
        }
        return new LockFile(List.copyOf(requirements), Sha256.of(text));
    }

    private static String requirement(int number, String line) {
        if (line.startsWith("-")) {
            throw refused(number, line, "options are not allowed: which index is used is set on the worker");
        }
        int hash = line.indexOf("--hash");
        String requirement = (hash < 0 ? line : line.substring(0, hash)).strip();
        if (!REQUIREMENT.matcher(requirement).matches()) {
            throw refused(number, line, "every line must be name==version; files, paths and URLs are not allowed");
        }
        if (hash < 0 || !HASHES.matcher(line.substring(hash)).matches()) {
            throw refused(
                    number, line, "every requirement needs its --hash=sha256:… (uv pip compile --generate-hashes)");
        }
        return requirement + " " + line.substring(hash);
    }

    private static EnvironmentException refused(int number, String line, String reason) {
        String shown = line.length() > 80 ? line.substring(0, 80) + "…" : line;
        return new EnvironmentException(
                "The lock is refused at line " + number + " (\"" + shown + "\"): " + reason + ".", null);
    }
}
