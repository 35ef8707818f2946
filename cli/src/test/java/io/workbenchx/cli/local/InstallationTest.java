package io.workbenchx.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Shell;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process of a workbench is started. */
class InstallationTest {

    @TempDir
    Path directory;

    @Test
    void startsTheJarWithThisJavaAndItsArguments() throws Exception {
        var jar = jar("standalone-0.1.0-SNAPSHOT.jar");

        var command = command(Map.of(), "--home=/srv/wbx", "--api-port=0");

        assertThat(command.get(0))
                .isEqualTo(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        assertThat(command).endsWith("-jar", jar.toString(), "--home=/srv/wbx", "--api-port=0");
    }

    @Test
    void keepsTheHeapSmallUnlessToldOtherwise() throws Exception {
        jar("standalone-0.1.0.jar");

        assertThat(command(Map.of())).contains("-Xmx768m", "-XX:+ExitOnOutOfMemoryError");

        // The last one counts.
        assertThat(command(Map.of("WBX_JAVA_OPTS", " -Xmx2g  -Dx=y ")))
                .containsSubsequence("-Xmx768m", "-Xmx2g", "-Dx=y", "-jar");
    }

    @Test
    void takesTheNewestJarAndNoneOfItsNeighbours() throws Exception {
        var old = jar("standalone-0.1.0.jar");
        var current = jar("standalone-0.2.0.jar");
        jar("standalone-0.2.0-sources.jar");
        jar("standalone-0.2.0-boot.jar");
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(current, FileTime.fromMillis(2_000));

        assertThat(command(Map.of())).contains(current.toString());
    }

    @Test
    void saysHowToBuildWhatIsMissing() {
        assertThatThrownBy(() -> command(Map.of()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(directory.resolve("standalone").toString())
                .hasMessageContaining("mvn -DskipTests package");
    }

    @Test
    void upSaysItInsteadOfStartingNothing() {
        var up = Invocation.line(
                Map.of(
                        "WBX_INSTALL",
                        directory.toString(),
                        "WBX_HOME",
                        directory.resolve("home").toString()),
                "up");

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.err()).contains("The workbench is not built", "mvn -DskipTests package");
        assertThat(directory.resolve("home")).doesNotExist();
    }

    @Test
    void saysWhoKnowsWhereTheProgramsAre() {
        var up = Invocation.line(Map.of("WBX_HOME", directory.resolve("home").toString()), "up");

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.err()).contains("WBX_INSTALL", "wbx script");
    }

    private Path jar(String name) throws Exception {
        var target = Files.createDirectories(directory.resolve("standalone").resolve("target"));
        return Files.createFile(target.resolve(name));
    }

    private List<String> command(Map<String, String> environment, String... arguments) {
        var shell = new Shell(
                environment,
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(OutputStream.nullOutputStream()),
                InputStream.nullInputStream(),
                false,
                Clock.systemUTC());
        return new Installation(directory).command(shell, List.of(arguments));
    }
}
