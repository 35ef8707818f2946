package io.workbenchx.standalone.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Random passwords of the infrastructure, made once and kept readable by their owner alone. */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;

    public Secrets(Home home) {
        this.directory = home.keys();
    }

    /** The secret of this name; made on first use. */
    public String get(String name) throws IOException {
        Path file = file(name);
        if (!Files.exists(file)) {
            writePrivately(file, random() + "\n");
        }
        return Files.readString(file).strip();
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    /** 256 random bits, without characters that need quoting anywhere. */
    public static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Replaces a file in one step; at no moment can another user read it or see half of it. */
    public static void writePrivately(Path file, String content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(
                directory,
                "." + file.getFileName(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, content, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
