package io.workbenchx.standalone.postgres;

import io.workbenchx.standalone.host.HostException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL server that came with the workbench as a Maven artifact, unpacked once per home and version. */
record PostgresBinaries(Path directory) {

    private static final Set<PosixFilePermission> EVERYONE_READS = PosixFilePermissions.fromString("rwxr-xr-x");

    /** Unpacks the server for this platform, unless the very same one is there already. */
    static PostgresBinaries unpack(Path cache) throws IOException {
        String digest = digest();
        Path directory = cache.resolve("postgres-" + digest.substring(0, 16));
        if (!Files.isDirectory(directory)) {
            Path fresh = Files.createTempDirectory(cache, "postgres-unpacking-");
            try (InputStream archive = archive()) {
                extract(archive, fresh);
                Files.setPosixFilePermissions(fresh, EVERYONE_READS);
                moveOnce(fresh, directory);
            } finally {
                deleteTree(fresh);
            }
        }
        return new PostgresBinaries(directory);
    }

    Path initdb() {
        return directory.resolve("bin/initdb");
    }

    Path postgres() {
        return directory.resolve("bin/postgres");
    }

    private static InputStream archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "Darwin" : "Linux";
        String machine = "amd64".equals(System.getProperty("os.arch")) ? "x86_64" : System.getProperty("os.arch");
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        } catch (IllegalStateException unknown) {
            throw new HostException(
                    "There is no embedded PostgreSQL for " + system + " on " + machine
                            + ": run api and worker against a PostgreSQL of your own.",
                    unknown);
        }
    }

    private static String digest() throws IOException {
        try (DigestInputStream in = new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void extract(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("The PostgreSQL archive leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    boolean program = (entry.getMode() & 0111) != 0;
                    Files.setPosixFilePermissions(
                            file, program ? EVERYONE_READS : PosixFilePermissions.fromString("rw-r--r--"));
                }
            }
        }
        openDirectories(target);
    }

    /** PostgreSQL may run as another user than the one that unpacks, whatever the umask. */
    private static void openDirectories(Path target) throws IOException {
        try (Stream<Path> tree = Files.walk(target)) {
            for (Path directory : (Iterable<Path>) tree.filter(Files::isDirectory)::iterator) {
                Files.setPosixFilePermissions(directory, EVERYONE_READS);
            }
        }
    }

    private static void moveOnce(Path fresh, Path directory) throws IOException {
        try {
            Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException raced) {
            // Homes may share a cache: the other one unpacked the same bytes first.
            if (!Files.isDirectory(directory)) {
                throw raced;
            }
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
