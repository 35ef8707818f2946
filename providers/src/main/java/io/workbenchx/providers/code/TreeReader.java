package io.workbenchx.providers.code;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Turns a folder into a git tree. */
final class TreeReader {

    private final Path root;
    private final ObjectInserter inserter;

    TreeReader(Path root, ObjectInserter inserter) {
        this.root = root;
        this.inserter = inserter;
    }

    ObjectId read() throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        for (Path file : files()) {
            builder.add(entry(file));
        }
        builder.finish();
        if (index.getEntryCount() == 0) {
            throw new CodeException("There is no file of source code in the folder.");
        }
        return index.writeTree(inserter);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    private DirCacheEntry entry(Path file) throws IOException {
        String path = SafePath.require(
                root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/"));
        DirCacheEntry entry = new DirCacheEntry(path);
        if (Files.isSymbolicLink(file)) {
            String target =
                    SafePath.requireLink(path, Files.readSymbolicLink(file).toString());
            entry.setFileMode(FileMode.SYMLINK);
            entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, target.getBytes(StandardCharsets.UTF_8)));
        } else if (Files.isRegularFile(file)) {
            entry.setFileMode(Files.isExecutable(file) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
            try (InputStream content = Files.newInputStream(file)) {
                entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, Files.size(file), content));
            }
        } else {
            throw new CodeException("\"" + path + "\" is neither a file nor a symbolic link.");
        }
        return entry;
    }
}
