package io.workbenchx.cli.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.command.FailureReport;
import io.workbenchx.cli.shell.Shell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class EvidenceVerifyCommandTest {

    @TempDir
    Path directory;

    private final BundleFixture bundle = new BundleFixture();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void saysValidWithWhoWhatAndWhen() throws Exception {
        int exit = run(
                bundle.write(directory).toString(),
                "--key",
                bundle.key(directory).toString());

        assertThat(exit).isZero();
        assertThat(out.toString(UTF_8))
                .startsWith("VALID  training run " + BundleFixture.RUN + " of project demo: SUCCEEDED")
                .contains(
                        "ana", "train ñandú", "dataset breast-cancer@1", "model/model.onnx", "12.5 of 300 CPU_SECONDS");
    }

    @Test
    void saysInvalidAndNamesTheRecord() throws Exception {
        Path file = flipped("\"actor\":\"ana\"", "\"actor\":\"eve\"");

        int exit = run(file.toString(), "--key", bundle.key(directory).toString());

        assertThat(exit).isOne();
        assertThat(out.toString(UTF_8)).startsWith("INVALID  first altered record: event/1");
    }

    @Test
    void printsJsonForMachines() throws Exception {
        Path key = bundle.key(directory);

        assertThat(run(bundle.write(directory).toString(), "--json", "--key", key.toString()))
                .isZero();
        JsonNode valid = Statement.JSON.readTree(out.toString(UTF_8));
        assertThat(valid.path("valid").asBoolean()).isTrue();
        assertThat(valid.path("evidence").path("run").asString()).isEqualTo(BundleFixture.RUN);

        out.reset();
        assertThat(run(flipped("demo", "dema").toString(), "--json", "--key", key.toString()))
                .isOne();
        JsonNode invalid = Statement.JSON.readTree(out.toString(UTF_8));
        assertThat(invalid.path("valid").asBoolean()).isFalse();
        assertThat(invalid.path("record").asString()).isEqualTo("run");
    }

    @Test
    void keepsControlCharactersOfTheFileFromTheTerminal() throws Exception {
        bundle.records.computeIfPresent("run", (name, text) -> text.replace("train ñandú", "train\\u001b[2J"));

        run(bundle.write(directory).toString(), "--key", bundle.key(directory).toString());

        assertThat(out.toString(UTF_8)).contains("train?[2J").doesNotContain("\u001b");
    }

    @Test
    void explainsAMissingFileOrKey() throws Exception {
        assertThat(run(directory.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("There is no readable bundle");

        Path notAKey = Files.writeString(directory.resolve("not-a-key"), "hello");
        assertThat(run(bundle.write(directory).toString(), "--key", notAKey.toString()))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("holds no public key");
    }

    @Test
    void findsTheKeyBesideTheConfiguration() throws Exception {
        Path file = bundle.write(directory);
        Files.move(bundle.key(directory), directory.resolve("evidence.pub"));

        assertThat(run(file.toString())).isZero();
    }

    private int run(String... arguments) {
        var shell = new Shell(
                Map.of("WBX_CONFIG", directory.resolve("config.json").toString()),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                InputStream.nullInputStream(),
                false,
                Clock.systemUTC());
        return new CommandLine(new EvidenceVerifyCommand(shell))
                .setExecutionExceptionHandler(new FailureReport(shell))
                .execute(arguments);
    }

    private Path flipped(String from, String to) throws Exception {
        Path file = bundle.write(directory);
        String text = Files.readString(file);
        return Files.writeString(directory.resolve("flipped.jsonl"), text.replaceFirst(from, to));
    }
}
