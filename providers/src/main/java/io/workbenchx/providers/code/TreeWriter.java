package io.workbenchx.providers.code;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Writes a git tree into a folder: files that everybody may read and nobody may change. */
final class TreeWriter {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("r--r--r--");
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("r-xr-xr-x");

    private final Repository repository;
    private final long maxBytes;
    private long bytes;

    TreeWriter(Repository repository, long maxBytes) {
        this.repository = repository;
        this.maxBytes = maxBytes;
    }

    void write(ObjectId tree, Path target) throws IOException {
        Files.setPosixFilePermissions(target, FOLDER);
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (walk.next()) {
                String path = SafePath.require(walk.getPathString());
                Path file = target.resolve(path);
                if (walk.isSubtree()) {
                    Files.createDirectory(file);
                    Files.setPosixFilePermissions(file, FOLDER);
                    walk.enterSubtree();
                } else {
                    writeEntry(path, file, walk.getFileMode(0), walk.getObjectId(0), reader);
                }
            }
        }
    }

    private void writeEntry(String path, Path file, FileMode mode, ObjectId id, ObjectReader reader)
            throws IOException {
        if (mode.equals(FileMode.GITLINK)) {
            throw new CodeException("\"" + path + "\" is a submodule: submodules are refused.");
        }
        ObjectLoader blob = reader.open(id);
        bytes += blob.getSize();
        if (bytes > maxBytes) {
            throw new CodeException("The source code is larger than " + maxBytes + " bytes. Put data into datasets.");
        }
        if (mode.equals(FileMode.SYMLINK)) {
            String link = SafePath.requireLink(path, new String(blob.getBytes(), StandardCharsets.UTF_8));
            Files.createSymbolicLink(file, Path.of(link));
            return;
        }
        try (OutputStream output = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            blob.copyTo(output);
        }
        Files.setPosixFilePermissions(file, mode.equals(FileMode.EXECUTABLE_FILE) ? PROGRAM : FILE);
    }
}
