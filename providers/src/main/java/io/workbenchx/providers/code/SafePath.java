package io.workbenchx.providers.code;

import java.util.Locale;

/** Which paths and symbolic links source code may have. */
final class SafePath {

    private SafePath() {}

    /** Refuses a path that would touch git's own files or leave its folder. */
    static String require(String path) {
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw new CodeException("The path \"" + path + "\" is not allowed in source code.");
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals(".git") || lower.equals("git~1") || lower.equals(".gitmodules")) {
                throw new CodeException("The path \"" + path
                        + "\" is not allowed in source code: git's own files and submodules are refused.");
            }
        }
        return path;
    }

    /**
     * Refuses a symbolic link that leaves the tree. Only leading {@code ..} are allowed: after the name of another link, {@code ..} leads
     * somewhere else than it seems.
     */
    static String requireLink(String path, String target) {
        int depth = path.split("/", -1).length - 1;
        boolean named = false;
        boolean inside = !target.isEmpty() && !target.startsWith("/") && target.indexOf('\0') < 0;
        for (String name : target.split("/", -1)) {
            if (name.equals("..")) {
                inside &= !named && --depth >= 0;
            } else {
                named |= !name.isEmpty() && !name.equals(".");
            }
            inside &= !name.equalsIgnoreCase(".git");
        }
        if (!inside) {
            throw new CodeException(
                    "The symbolic link \"" + path + "\" points outside the source code (\"" + target + "\").");
        }
        return target;
    }
}
