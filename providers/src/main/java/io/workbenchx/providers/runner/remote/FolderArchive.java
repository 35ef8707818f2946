package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The folders of a workload as a tar.gz that is unpacked at the root. Links stay links: nothing outside of a folder comes along. */
final class FolderArchive {

    private FolderArchive() {}

    /** A file that the caller deletes. */
    static Path of(List<WorkloadSpec.Mount> mounts) {
        try {
            Path file = Files.createTempFile("wbx-folders", ".tar.gz");
            try (OutputStream out = Files.newOutputStream(file);
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out), "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                for (WorkloadSpec.Mount mount : mounts) {
                    add(mount, tar);
                }
            }
            return file;
        } catch (IOException e) {
            throw new RunnerException("cannot pack the folders of a workload: " + e.getMessage(), e);
        }
    }

    private static void add(WorkloadSpec.Mount mount, TarArchiveOutputStream tar) throws IOException {
        try (Stream<Path> paths = Files.walk(mount.source())) {
            for (Path path : paths.sorted().toList()) {
                String inside = mount.source().relativize(path).toString();
                String name = mount.target().substring(1) + (inside.isEmpty() ? "" : "/" + inside);
                TarArchiveEntry entry = new TarArchiveEntry(path, name, LinkOption.NOFOLLOW_LINKS);
                entry.setIds(0, 0);
                entry.setNames("", "");
                tar.putArchiveEntry(entry);
                if (entry.isFile() && !entry.isSymbolicLink()) {
                    Files.copy(path, tar);
                }
                tar.closeArchiveEntry();
            }
        }
    }
}
