package io.workbenchx.providers.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Requirements as people write them: a package, maybe which versions, maybe for which platforms. Options, URLs and paths could bring in
 * bytes from anywhere and are refused.
 *
 * @param lines as understood here
 */
public record RequirementsFile(List<String> lines) {

    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final int SHOWN = 80;
    private static final String VERSION = "(===|==|!=|<=|>=|~=|<|>) *[A-Za-z0-9*.!+_-]+";
    private static final Pattern REQUIREMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*( *\\[[A-Za-z0-9._, -]*])?( *"
            + VERSION + "( *, *" + VERSION + ")*)?( *; *[A-Za-z0-9_.'\"()<>=!~, +-]+)?");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");

    /**
     * @throws EnvironmentException with the line and what is wrong with it
     */
    public static RequirementsFile parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new EnvironmentException("The requirements are longer than " + MAX_CHARACTERS + " characters.", null);
        }
        List<String> lines = new ArrayList<>();
        String[] all = text.split("\r?\n", -1);
        for (int i = 0; i < all.length; i++) {
            String line = COMMENT.matcher(all[i]).replaceFirst("").strip();
            if (!line.isEmpty() && !REQUIREMENT.matcher(line).matches()) {
                String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
                throw new EnvironmentException(
                        "The requirements are refused at line " + (i + 1) + " (\"" + shown
                                + "\"): every line is a package, as in pandas or pandas>=2,<3; options, files and URLs are not allowed.",
                        null);
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        if (lines.isEmpty()) {
            throw new EnvironmentException("The requirements name no package.", null);
        }
        return new RequirementsFile(List.copyOf(lines));
    }
}
