package io.workbenchx.activities.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of a workspace that are worth keeping. Links are not followed: the workspace is somebody else's, and a link in it could lead to
 * any file of the host. To be taken when nothing works in it any more.
 *
 * @param files relative paths, in order
 * @param skipped relative paths of what is not kept, in order; what nobody would miss is not among them
 */
record WorkspaceWalk(Path root, List<Path> files, List<String> skipped) {

    static final int MOST_FILES = 20_000;
    static final long LARGEST_FILE = 1L << 30;

    /** Made again by whoever needs them. */
    private static final Set<String> IGNORED =
            Set.of(".ipynb_checkpoints", "__pycache__", ".cache", ".venv", "node_modules", ".virtual_documents");

    static WorkspaceWalk of(Path root) {
        List<Path> files = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean ignored = IGNORED.contains(String.valueOf(folder.getFileName())) && !folder.equals(root);
                    return ignored ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    Path relative = root.relativize(file);
                    if (attributes.isRegularFile()
                            && attributes.size() <= LARGEST_FILE
                            && files.size() < MOST_FILES
                            && nameable(relative)) {
                        files.add(relative);
                    } else {
                        skipped.add(relative.toString());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    skipped.add(root.relativize(file).toString());
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
        files.sort(null);
        skipped.sort(null);
        return new WorkspaceWalk(root, List.copyOf(files), List.copyOf(skipped));
    }

    /** Whether the name can be written down and found again, which depends on the locale. */
    private static boolean nameable(Path relative) {
        try {
            return Path.of(relative.toString()).equals(relative);
        } catch (InvalidPathException unknownLetters) {
            return false;
        }
    }

    /** sha256 by relative path. */
    Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        files.forEach(file -> digests.put(file.toString(), sha256(root.resolve(file))));
        return digests;
    }

    private static String sha256(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
