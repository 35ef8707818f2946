package io.workbenchx.cli.evidence;

import java.nio.file.Path;
import java.util.Map;

/** Where {@code wbx} keeps the public key of the workbench it is signed in to, so that bundles verify without it. */
public final class EvidenceKeyFile {

    private EvidenceKeyFile() {}

    /** {@code evidence.pub} in {@code $WBX_CONFIG_DIR}, else in {@code $XDG_CONFIG_HOME/wbx}, else in {@code ~/.config/wbx}. */
    public static Path path(Map<String, String> environment, String userHome) {
        String own = environment.getOrDefault("WBX_CONFIG_DIR", "");
        if (!own.isEmpty()) {
            return Path.of(own, "evidence.pub");
        }
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = xdg.isEmpty() ? Path.of(userHome, ".config") : Path.of(xdg);
        return base.resolve("wbx").resolve("evidence.pub");
    }
}
