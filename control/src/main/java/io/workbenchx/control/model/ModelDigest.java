package io.workbenchx.control.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** The digest of a model: it names all of its files and their bytes, and nothing else. */
final class ModelDigest {

    private ModelDigest() {}

    /** sha256 over the lines {@code <path> <sha256>\n}, sorted by path. */
    static String of(List<ModelFile> files) {
        StringBuilder lines = new StringBuilder();
        files.stream()
                .sorted(Comparator.comparing(ModelFile::path))
                .forEach(file -> lines.append(file.path())
                        .append(' ')
                        .append(file.sha256())
                        .append('\n'));
        return ofText(lines.toString());
    }

    static String ofText(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
