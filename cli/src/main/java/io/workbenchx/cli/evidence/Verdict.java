package io.workbenchx.cli.evidence;

import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the verification of a bundle came to.
 *
 * @param summary what a valid bundle proves; null when it was altered
 * @param record the first altered record; "" when there is none
 * @param reason in what way it was altered; "" when it was not
 */
record Verdict(@Nullable BundleSummary summary, String record, String reason) {

    /**
     * Verifies with nothing but the two files.
     *
     * @throws UsageException when one of them is missing or not what it should be
     */
    static Verdict on(Path bundle, Path key) {
        try {
            Path file = readable(bundle, "bundle");
            TrustedKey trusted = TrustedKey.read(readable(key, "public key (give it with --key)"));
            return new Verdict(new BundleVerifier(trusted).verify(file), "", "");
        } catch (AlteredException altered) {
            return new Verdict(null, altered.record(), altered.reason());
        } catch (IllegalArgumentException | IOException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    boolean valid() {
        return summary != null;
    }

    JsonNode json() {
        return summary != null
                ? Json.object().put("valid", true).set("evidence", Json.tree(summary))
                : Json.object().put("valid", false).put("record", record).put("reason", reason);
    }

    List<String> lines() {
        return summary != null
                ? summary.lines()
                : List.of(
                        "INVALID  first altered record: " + BundleSummary.printable(record),
                        "  " + BundleSummary.printable(reason));
    }

    private static Path readable(Path path, String what) {
        if (!Files.isReadable(path)) {
            throw new UsageException("There is no readable " + what + " at " + path + ".");
        }
        return path;
    }
}
