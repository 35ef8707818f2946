package io.workbenchx.control;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where this installation lives.
 *
 * @param home directory for everything the workbench keeps on this machine; default {@code /var/lib/workbenchx} for root, else
 *     {@code ~/.workbenchx}
 * @param secret the installation's master secret in hex (at least 32 bytes); by default made once and kept under {@code keys/}
 */
@ConfigurationProperties("workbenchx")
public record HomeProperties(Path home, @Nullable String secret) {

    public HomeProperties(@Nullable Path home, @Nullable String secret) {
        this.home = (home == null ? defaultHome() : home).toAbsolutePath().normalize();
        this.secret = secret;
    }

    /** Secrets of this installation; readable by its user only. */
    public Path keys() {
        return home.resolve("keys");
    }

    /** Sandboxed users must be able to pass through it, which root's own home directory forbids. */
    public static Path defaultHome() {
        String configured = System.getenv("WBX_HOME");
        if (configured != null && !configured.isBlank()) {
            return Path.of(configured);
        }
        return System.getProperty("user.name").equals("root")
                ? Path.of("/var/lib/workbenchx")
                : Path.of(System.getProperty("user.home"), ".workbenchx");
    }
}
