package io.workbenchx.providers.code;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TransportBundleStream;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** A bare repository that lives as long as one operation. */
final class ScratchRepository implements AutoCloseable {

    private final Path folder;
    private final Repository repository;

    ScratchRepository(Path parent) throws IOException {
        ignoreSettingsOfTheHost();
        this.folder = Files.createTempDirectory(parent, "git");
        this.repository = new FileRepositoryBuilder()
                .setGitDir(folder.resolve("repository.git").toFile())
                .setBare()
                .build();
        repository.create(true);
    }

    Repository repository() {
        return repository;
    }

    /**
     * Takes in a bundle. Every object gets the name its bytes hash to, whatever the bundle claims, and objects git would refuse (a path with
     * {@code ..} or {@code .git}, a malformed tree) are refused.
     */
    void fetch(InputStream bundle) throws IOException {
        ObjectChecker checker = new ObjectChecker().setSafeForMacOS(true);
        try (TransportBundleStream transport =
                new TransportBundleStream(repository, new URIish("file:///bundle"), bundle)) {
            transport.setObjectChecker(checker);
            transport.fetch(NullProgressMonitor.INSTANCE, List.of(new RefSpec("+refs/*:refs/bundle/*")));
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    RevCommit commit(String sha) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(ObjectId.fromString(sha));
            walk.parseTree(commit.getTree());
            return commit;
        } catch (MissingObjectException missing) {
            throw new CodeException("The bundle does not contain the commit " + sha + ".", missing);
        }
    }

    @Override
    public void close() throws IOException {
        repository.close();
        deleteTree(folder);
    }

    static void deleteTree(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    /** What a commit is must not depend on whose machine it is made on: no file of the system or the user is read. */
    private static synchronized void ignoreSettingsOfTheHost() {
        if (!(SystemReader.getInstance() instanceof HostIndependent)) {
            SystemReader.setInstance(new HostIndependent(SystemReader.getInstance()));
        }
    }

    /** JGit's view of the host, without its git settings. */
    private static final class HostIndependent extends SystemReader.Delegate {

        HostIndependent(SystemReader host) {
            super(host);
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new NoConfig(parent, fs);
        }
    }

    /** Fixed settings, never read from anywhere. */
    private static final class NoConfig extends FileBasedConfig {

        NoConfig(Config parent, FS fs) {
            // A name that is never opened: JGit's own save() would put a regular file in the place of whatever is
            // named.
            super(parent, new File("no-git-config"), fs);
            // Else JGit tidies up in the background, in a folder that is gone by then.
            setInt("gc", null, "auto", 0);
            setBoolean("gc", null, "autoDetach", false);
        }

        @Override
        public void load() {
            // There is nothing to read.
        }

        @Override
        public void save() {
            // JGit notes what it measured of the file system; nothing of it is kept.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
