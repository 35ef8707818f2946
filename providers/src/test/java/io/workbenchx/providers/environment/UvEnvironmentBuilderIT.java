package io.workbenchx.providers.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Builds real environments; needs an index of Python packages. */
class UvEnvironmentBuilderIT {

    private static final String LOCK = """
            # a package without dependencies
            six==1.17.0 \\
                --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274 \\
                --hash=sha256:ff70335d468e7eb6ec65b95b99d3a2836546063f63acc5171de367e834932a81
            """;

    private static Path folder;
    private static EnvironmentBuilder builder;

    @BeforeAll
    static void createBuilder() throws IOException {
        folder = Files.createTempDirectory("environments");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        builder = new UvEnvironmentBuilder(new WorkbenchHome(folder), new EnvironmentProperties(null, null));
    }

    @AfterAll
    static void removeFolder() throws IOException {
        Folders.delete(folder);
    }

    @Test
    void buildsWhatTheLockSays() throws IOException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        BuiltEnvironment built = builder.build(LOCK, lines::add);

        assertThat(built.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(built.lockSha256()).isEqualTo(Sha256.of(LOCK));
        assertThat(python(built, "import six, sys; print(six.__version__, sys.flags.dont_write_bytecode)"))
                .containsExactly("1.17.0 0");
        assertThat(built.path().resolve("lib"))
                .satisfies(library -> assertThat(names(library)).anyMatch(name -> name.startsWith("six.cpython")));
        assertEverybodyCanReadAndNobodyWrite(built.path());
    }

    @Test
    void returnsTheSameEnvironmentWithoutBuildingAgain() {
        BuiltEnvironment first = builder.build(LOCK, line -> {});
        List<String> lines = new ArrayList<>();
        BuiltEnvironment second = builder.build(LOCK, lines::add);

        assertThat(second).isEqualTo(first);
        assertThat(lines).isEmpty();
    }

    @Test
    void locksRequirementsSoThatTheyCanBeBuilt() {
        LockResolver resolver = new UvEnvironmentBuilder(
                        new WorkbenchHome(folder), new EnvironmentProperties(null, null))
                .lockResolver(new WorkbenchHome(folder));

        String lock = resolver.lock("six>=1.16,<2  # any will do\n", line -> {});

        assertThat(lock).contains("six==1.", "--hash=sha256:");
        assertThat(builder.build(lock, line -> {}).path()).isDirectory();
        assertThatThrownBy(() -> resolver.lock("six>=1.16,<1.16\n", line -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("six");
    }

    @Test
    void removesWhatNobodyAskedForSince() {
        BuiltEnvironment built = builder.build(LOCK + "# soon unused\n", line -> {});
        EnvironmentShelf shelf = new EnvironmentFolders(folder.resolve("environments"));
        EnvironmentShelf.Kept kept = shelf.kept().stream()
                .filter(one -> one.digest().equals(built.digest()))
                .findFirst()
                .orElseThrow();

        assertThat(kept.bytes()).isPositive();
        assertThat(shelf.remove(kept, kept.lastUsed())).isFalse();
        assertThat(shelf.remove(kept, kept.lastUsed().plusMillis(1))).isTrue();

        assertThat(built.path()).doesNotExist();
        assertThat(builder.build(LOCK + "# soon unused\n", line -> {}).path()).isDirectory();
    }

    @Test
    void givesAnotherLockAnotherDigest() {
        BuiltEnvironment first = builder.build(LOCK, line -> {});
        BuiltEnvironment second = builder.build(LOCK + "# another text\n", line -> {});

        assertThat(second.digest()).isNotEqualTo(first.digest());
    }

    @Test
    void buildsOnceWhenManyAskAtTheSameTime() throws Exception {
        String lock = LOCK + "# wanted by many\n";
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<BuiltEnvironment>> builds = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                EnvironmentBuilder another =
                        new UvEnvironmentBuilder(new WorkbenchHome(folder), new EnvironmentProperties(null, null));
                builds.add(threads.submit(() -> another.build(lock, lines::add)));
            }
            for (Future<BuiltEnvironment> build : builds) {
                assertThat(build.get()).isEqualTo(builds.get(0).get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(lines.stream().filter(line -> line.startsWith("Building with")))
                .hasSize(1);
    }

    @Test
    void rebuildsADamagedEnvironment() throws IOException {
        String lock = LOCK + "# to be damaged\n";
        BuiltEnvironment built = builder.build(lock, line -> {});
        Path module = find(built.path(), "six.py");
        String original = Files.readString(module);
        List<Damage> damages = List.of(
                path -> Files.writeString(writable(path), original.replace("1.17.0", "9.99.9")),
                path -> Files.delete(path),
                path -> Files.createSymbolicLink(path.resolveSibling("injected.pth"), Path.of("/etc/passwd")),
                path -> Files.writeString(writable(built.path().resolve(".workbenchx.json")), "{}"),
                path -> Files.delete(built.path().resolve(".workbenchx.json")),
                path -> Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-")));

        for (Damage damage : damages) {
            damage.to(find(built.path(), "six.py"));
            List<String> lines = new ArrayList<>();
            builder.build(lock, lines::add);

            assertThat(lines).anyMatch(line -> line.contains("was damaged"));
            assertThat(find(built.path(), "six.py")).hasContent(original);
            assertThat(python(built, "import six; print(six.__version__)")).containsExactly("1.17.0");
        }
    }

    @Test
    void seesAChangeThatKeepsSizeAndTime() throws IOException {
        String lock = LOCK + "# changed in secret\n";
        BuiltEnvironment built = builder.build(lock, line -> {});
        Path module = find(built.path(), "six.py");
        var modified = Files.getLastModifiedTime(module);
        Files.writeString(writable(module), Files.readString(module).replace("1.17.0", "9.99.9"));
        Files.setPosixFilePermissions(module, PosixFilePermissions.fromString("r--r--r--"));
        Files.setLastModifiedTime(module, modified);

        builder.build(lock, line -> {});

        assertThat(python(built, "import six; print(six.__version__)")).containsExactly("1.17.0");
    }

    @Test
    void refusesBytesThatHaveAnotherHash() {
        String lock = "six==1.17.0 --hash=sha256:" + "0".repeat(64);

        assertThatThrownBy(() -> builder.build(lock, line -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("six");
        assertThat(names(folder.resolve("environments"))).noneMatch(name -> name.matches("\\.[0-9a-f]{64}-.*"));
    }

    @Test
    void refusesALockThatLacksADependency() {
        // python-dateutil needs six; with hashes required, nothing may be added to what the lock says.
        String lock = """
                python-dateutil==2.9.0.post0 \\
                    --hash=sha256:a8b2bc7bffae282281c8140a97d3aa9c14da0b136dfe83f850eea9a5f7470427
                """;

        BuiltEnvironment built = builder.build(lock, line -> {});

        assertThat(names(built.path())).noneMatch("six.py"::equals);
    }

    @Test
    void buildsNothingFromSource() {
        // Only the source archive's hash: installing it would run its setup script.
        String lock = "six==1.17.0 --hash=sha256:ff70335d468e7eb6ec65b95b99d3a2836546063f63acc5171de367e834932a81";

        assertThatThrownBy(() -> builder.build(lock, line -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("six");
    }

    @Test
    void installsItsOwnUvWhereThereIsNone() throws IOException {
        Path tools = Files.createDirectory(folder.resolve("own-tools"));
        Interpreters interpreters = new Interpreters(folder, null);
        Uv uv = new Uv(tools, null, interpreters, List.of());

        Path first = uv.findOrInstall(line -> {});
        List<String> lines = new ArrayList<>();
        Path second = uv.findOrInstall(lines::add);

        assertThat(first).isExecutable().startsWith(tools);
        assertThat(second).isEqualTo(first);
        assertThat(lines).isEmpty();
        assertThat(tools.resolve("bin/uv")).isExecutable();
    }

    private static List<String> python(BuiltEnvironment built, String program) {
        return new Command(folder, List.of(built.path().resolve("bin/python").toString(), "-c", program))
                .run(Map.of(), line -> {});
    }

    private static void assertEverybodyCanReadAndNobodyWrite(Path environment) throws IOException {
        try (Stream<Path> files = Files.walk(environment)) {
            assertThat(files.filter(file -> !Files.isSymbolicLink(file))).allSatisfy(file -> {
                var permissions = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
                assertThat(permissions)
                        .contains(PosixFilePermission.OTHERS_READ)
                        .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
            });
        }
    }

    private static Path writable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private static Path find(Path root, String name) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static List<String> names(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Something done to a file of an environment. */
    private interface Damage {
        void to(Path file) throws IOException;
    }
}
