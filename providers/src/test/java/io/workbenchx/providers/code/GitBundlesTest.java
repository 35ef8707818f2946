package io.workbenchx.providers.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.code.GitBundles.Author;
import io.workbenchx.providers.code.GitBundles.Parent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.BundleWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitBundlesTest {

    private static final Author ANA = new Author("ana", "ana@workbench.invalid", Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder;

    private Path scratch;
    private Path source;
    private GitBundles bundles;

    @BeforeEach
    void createSource() throws IOException {
        scratch = Files.createDirectory(folder.resolve("scratch"));
        source = Files.createDirectories(folder.resolve("source/package")).getParent();
        Files.writeString(source.resolve("train.py"), "print('hello')\n");
        Files.writeString(source.resolve("package/model.py"), "x = 1\n");
        bundles = new GitBundles(scratch);
    }

    @Test
    void checksOutWhatWasCommitted() throws IOException {
        Files.setPosixFilePermissions(source.resolve("train.py"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(source.resolve("package/start.py"), Path.of("../train.py"));
        Commit commit = commit(null, "First");

        Path target = checkout(commit);

        assertThat(target.resolve("train.py")).hasContent("print('hello')\n");
        assertThat(target.resolve("package/model.py")).hasContent("x = 1\n");
        assertThat(Files.readSymbolicLink(target.resolve("package/start.py"))).isEqualTo(Path.of("../train.py"));
        assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(target.resolve("package"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(target.resolve("train.py"))).isEqualTo("r-xr-xr-x");
        assertThat(permissions(target.resolve("package/model.py"))).isEqualTo("r--r--r--");
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void leavesTheSettingsAndDevicesOfTheHostAlone() {
        checkout(commit(null, "First"));

        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        assertThat(Path.of("no-git-config")).doesNotExist();
    }

    @Test
    void makesTheSameCommitAndBundleOfTheSameFolder() {
        Commit first = commit(null, "First");
        Commit second = commit(null, "First");

        assertThat(second.sha()).isEqualTo(first.sha());
        assertThat(second.bundle()).isEqualTo(first.bundle());
    }

    @Test
    void makesTheCommitThatGitMakes() throws Exception {
        Commit commit = commit(null, "First");
        Path bundle = Files.write(folder.resolve("code.bundle"), commit.bundle());

        git("clone", "-q", "-b", "main", bundle.toString(), "clone");
        assertThat(git("-C", "clone", "bundle", "verify", bundle.toString())).contains("complete history");
        assertThat(git("-C", "clone", "log", "--format=%H %an %aI %s"))
                .isEqualTo(commit.sha() + " ana 2026-01-02T03:04:05+00:00 First");
        assertThat(git("-C", "clone", "fsck", "--strict")).isEmpty();
    }

    @Test
    void keepsTheHistoryOfACommit() throws IOException {
        Commit first = commit(null, "First");
        Files.writeString(source.resolve("train.py"), "print('better')\n");
        Commit second = commit(first.parent(), "Second");

        assertThat(second.sha()).isNotEqualTo(first.sha());
        assertThat(checkout(second).resolve("train.py")).hasContent("print('better')\n");
        assertThat(checkout(new Commit(first.sha(), second.bundle())).resolve("train.py"))
                .hasContent("print('hello')\n");
    }

    @Test
    void refusesABundleWithoutTheCommit() {
        Commit commit = commit(null, "First");
        Commit other = new Commit("0".repeat(39) + "1", commit.bundle());

        assertThatThrownBy(() -> checkout(other))
                .isInstanceOf(CodeException.class)
                .hasMessage("The bundle does not contain the commit " + other.sha() + ".");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void refusesABundleWithAFlippedBitWhereverItIs() {
        Commit commit = commit(null, "First");
        int body = new String(commit.bundle(), StandardCharsets.ISO_8859_1).indexOf("PACK");

        for (int position = body; position < commit.bundle().length; position++) {
            byte[] altered = commit.bundle().clone();
            altered[position] ^= 1;
            assertThatThrownBy(() -> checkout(new Commit(commit.sha(), altered)))
                    .isInstanceOf(CodeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "main", "HEAD", "-x", "../../etc", "ABCDEF0123456789ABCDEF0123456789ABCDEF01"})
    void refusesNamesThatAreNoCommit(String name) {
        Commit commit = commit(null, "First");

        assertThatThrownBy(() -> checkout(new Commit(name, commit.bundle())))
                .isInstanceOf(CodeException.class)
                .hasMessageContaining("is not a git commit");
    }

    @Test
    void refusesSomethingThatIsNoBundle() {
        byte[] bytes = "PK\u0003\u0004".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> checkout(new Commit("0".repeat(40), bytes))).isInstanceOf(CodeException.class);
    }

    @Test
    void refusesToOverwriteAFolder() {
        Commit commit = commit(null, "First");

        assertThatThrownBy(() -> bundles.checkout(new ByteArrayInputStream(commit.bundle()), commit.sha(), source))
                .hasMessageContaining("exists already");
    }

    @Test
    void refusesCodeThatIsTooLarge() {
        Commit commit = commit(null, "First");
        GitBundles small = new GitBundles(scratch, 10);

        assertThatThrownBy(() ->
                        small.checkout(new ByteArrayInputStream(commit.bundle()), commit.sha(), folder.resolve("out")))
                .hasMessageContaining("larger than 10 bytes");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "link, /etc/passwd",
        "link, ..",
        "link, ../outside",
        "package/link, ../../outside",
        "package/link, ./../../outside",
        "link, package/../../outside",
        "link, package/..",
        "link, .git/config"
    })
    void refusesLinksThatLeaveTheTree(String path, String target) throws IOException {
        Files.createSymbolicLink(source.resolve(path), Path.of(target));

        assertThatThrownBy(() -> commit(null, "First"))
                .isInstanceOf(CodeException.class)
                .hasMessageContaining("points outside");
        assertThatThrownBy(() -> checkout(handMade(FileMode.SYMLINK, "link", "/etc/passwd")))
                .isInstanceOf(CodeException.class)
                .hasMessageContaining("points outside");
    }

    @Test
    void refusesSubmodules() throws IOException {
        Commit commit = handMade(FileMode.GITLINK, "module", "");

        assertThatThrownBy(() -> checkout(commit)).hasMessageContaining("submodule");
    }

    @ParameterizedTest
    @ValueSource(strings = {".git", ".GIT", "..", ".", "git~1", ".gitmodules", ".g\u200cit"})
    void refusesPathsOfGitItself(String name) throws IOException {
        Commit commit = handMade(FileMode.REGULAR_FILE, name, "[core] fsmonitor = evil");

        assertThatThrownBy(() -> checkout(commit)).isInstanceOf(CodeException.class);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).allMatch(file -> file.startsWith(source));
        }
    }

    @Test
    void refusesToCommitAGitFolderOrNothing() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Files.createDirectory(source.resolve(".git"));
        Files.writeString(source.resolve(".git/config"), "");

        assertThatThrownBy(() -> commit(null, "First")).hasMessageContaining(".git/config");
        assertThatThrownBy(() -> bundles.write(empty, null, ANA, "Nothing", new ByteArrayOutputStream()))
                .hasMessageContaining("no file");
    }

    /** A commit git itself would not make. */
    private Commit handMade(FileMode mode, String name, String content) throws IOException {
        try (ScratchRepository scratchRepository = new ScratchRepository(scratch);
                ObjectInserter inserter = scratchRepository.repository().newObjectInserter()) {
            ObjectId entry = mode.equals(FileMode.GITLINK)
                    ? ObjectId.fromString("1".repeat(40))
                    : inserter.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8));
            TreeFormatter tree = new TreeFormatter();
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            tree.append(bytes, 0, bytes.length, mode, entry, true);
            CommitBuilder commit = new CommitBuilder();
            PersonIdent eve = new PersonIdent("eve", "eve@workbench.invalid");
            commit.setTreeId(inserter.insert(Constants.OBJ_TREE, tree.toByteArray()));
            commit.setAuthor(eve);
            commit.setCommitter(eve);
            ObjectId sha = inserter.insert(commit);
            inserter.flush();
            BundleWriter writer = new BundleWriter(scratchRepository.repository());
            writer.include("refs/heads/main", sha);
            ByteArrayOutputStream bundle = new ByteArrayOutputStream();
            writer.writeBundle(NullProgressMonitor.INSTANCE, bundle);
            return new Commit(sha.name(), bundle.toByteArray());
        }
    }

    private Commit commit(Parent parent, String message) {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        String sha = bundles.write(source, parent, ANA, message, bundle);
        return new Commit(sha, bundle.toByteArray());
    }

    private Path checkout(Commit commit) {
        Path target = folder.resolve("out").resolve(commit.sha());
        bundles.checkout(new ByteArrayInputStream(commit.bundle()), commit.sha(), target);
        return target;
    }

    private String git(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** A commit and a bundle that should hold it. */
    private record Commit(String sha, byte[] bundle) {

        Parent parent() {
            return new Parent(sha, new ByteArrayInputStream(bundle));
        }
    }
}
