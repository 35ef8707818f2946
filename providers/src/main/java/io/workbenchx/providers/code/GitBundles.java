package io.workbenchx.providers.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.BundleWriter;
import org.jspecify.annotations.Nullable;

/** Makes commits into git bundles and checks commits out of them, without a git server and without running git. */
public final class GitBundles {

    private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");
    private static final String BRANCH = "refs/heads/main";
    private static final long MAX_BYTES = 512L * 1024 * 1024;

    private final Path scratch;
    private final long maxBytes;

    /**
     * @param scratch folder for repositories that live as long as one operation
     */
    public GitBundles(Path scratch) {
        this(scratch, MAX_BYTES);
    }

    GitBundles(Path scratch, long maxBytes) {
        this.scratch = scratch;
        this.maxBytes = maxBytes;
    }

    /** Who made a commit, and when: part of its identity, so that the same folder by the same author at the same time is the same commit. */
    public record Author(String name, String email, Instant at) {}

    /** The commit a new one follows, with the bundle that holds it. */
    public record Parent(String sha, InputStream bundle) {}

    /**
     * Commits the files of a folder and writes the commit with all its history as a bundle.
     *
     * @return the commit
     * @throws CodeException when the folder holds what source code must not: {@code .git}, links that leave it, no file at all
     */
    public String write(Path folder, @Nullable Parent parent, Author author, String message, OutputStream bundle) {
        try (ScratchRepository scratchRepository = new ScratchRepository(scratch)) {
            CommitBuilder commit = new CommitBuilder();
            if (parent != null) {
                scratchRepository.fetch(parent.bundle());
                commit.setParentId(scratchRepository.commit(requireSha(parent.sha())));
            }
            PersonIdent person = new PersonIdent(author.name(), author.email(), author.at(), ZoneOffset.UTC);
            commit.setAuthor(person);
            commit.setCommitter(person);
            commit.setMessage(message);
            ObjectId sha;
            try (ObjectInserter inserter = scratchRepository.repository().newObjectInserter()) {
                commit.setTreeId(new TreeReader(folder, inserter).read());
                sha = inserter.insert(commit);
                inserter.flush();
            }
            BundleWriter writer = new BundleWriter(scratchRepository.repository());
            writer.setPackConfig(reproducible());
            writer.include(BRANCH, sha);
            writer.writeBundle(NullProgressMonitor.INSTANCE, bundle);
            return sha.name();
        } catch (IOException failure) {
            throw new CodeException("The source code cannot be stored: " + failure.getMessage(), failure);
        }
    }

    /**
     * Writes the files of a commit into a new folder, which appears whole or not at all.
     *
     * @throws CodeException when the bundle does not really contain the commit, or the commit holds what source code must not
     */
    public void checkout(InputStream bundle, String sha, Path target) {
        requireSha(sha);
        if (Files.exists(target)) {
            throw new CodeException("The folder " + target + " exists already.");
        }
        Path unfinished = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try (ScratchRepository scratchRepository = new ScratchRepository(scratch)) {
            scratchRepository.fetch(bundle);
            ObjectId tree = scratchRepository.commit(sha).getTree();
            Files.createDirectories(unfinished);
            new TreeWriter(scratchRepository.repository(), maxBytes).write(tree, unfinished);
            moveIntoPlace(unfinished, target);
        } catch (IOException failure) {
            throw new CodeException("The commit " + sha + " cannot be checked out: " + failure.getMessage(), failure);
        } finally {
            removeUnfinished(unfinished);
        }
    }

    private static void moveIntoPlace(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("A folder cannot be renamed beside itself.", impossible);
        }
    }

    private static void removeUnfinished(Path unfinished) {
        try {
            if (Files.exists(unfinished)) {
                ScratchRepository.deleteTree(unfinished);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The folder " + unfinished + " cannot be removed.", failure);
        }
    }

    private static String requireSha(String sha) {
        if (!SHA.matcher(sha).matches()) {
            throw new CodeException("\"" + sha + "\" is not a git commit: 40 lower-case hex digits.");
        }
        return sha;
    }

    /** The same commit gives the same bytes, and so one object in the store: no deltas, no threads, one level of compression. */
    private static PackConfig reproducible() {
        PackConfig config = new PackConfig();
        config.setDeltaCompress(false);
        config.setThreads(1);
        config.setReuseDeltas(false);
        config.setReuseObjects(false);
        return config;
    }
}
