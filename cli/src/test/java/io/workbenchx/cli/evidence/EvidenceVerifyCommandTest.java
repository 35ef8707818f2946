package io.workbenchx.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class EvidenceVerifyCommandTest {

    @TempDir
    Path directory;

    private final BundleFixture bundle = new BundleFixture();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void saysValidWithWhoWhatAndWhen() throws Exception {
        int exit = run(
                bundle.write(directory).toString(),
                "--key",
                bundle.key(directory).toString());

        assertThat(exit).isZero();
        assertThat(out.toString())
                .startsWith("VALID  training run " + BundleFixture.RUN + " of project demo: SUCCEEDED")
                .contains(
                        "ana", "train ñandú", "dataset breast-cancer@1", "model/model.onnx", "12.5 of 300 CPU_SECONDS");
    }

    @Test
    void saysInvalidAndNamesTheRecord() throws Exception {
        Path file = flipped("\"actor\":\"ana\"", "\"actor\":\"eve\"");

        int exit = run(file.toString(), "--key", bundle.key(directory).toString());

        assertThat(exit).isOne();
        assertThat(out.toString()).startsWith("INVALID  first altered record: event/1");
    }

    @Test
    void printsJsonForMachines() throws Exception {
        Path key = bundle.key(directory);

        assertThat(run(bundle.write(directory).toString(), "--json", "--key", key.toString()))
                .isZero();
        JsonNode valid = Statement.JSON.readTree(out.toString());
        assertThat(valid.path("valid").asBoolean()).isTrue();
        assertThat(valid.path("evidence").path("run").asString()).isEqualTo(BundleFixture.RUN);

        out.getBuffer().setLength(0);
        assertThat(run(flipped("demo", "dema").toString(), "--json", "--key", key.toString()))
                .isOne();
        JsonNode invalid = Statement.JSON.readTree(out.toString());
        assertThat(invalid.path("valid").asBoolean()).isFalse();
        assertThat(invalid.path("record").asString()).isEqualTo("run");
    }

    @Test
    void keepsControlCharactersOfTheFileFromTheTerminal() throws Exception {
        bundle.records.computeIfPresent("run", (name, text) -> text.replace("train ñandú", "train\\u001b[2J"));

        run(bundle.write(directory).toString(), "--key", bundle.key(directory).toString());

        assertThat(out.toString()).contains("train?[2J").doesNotContain("\u001b");
    }

    @Test
    void explainsAMissingFileOrKey() throws Exception {
        assertThat(run(directory.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("There is no readable bundle");

        Path notAKey = Files.writeString(directory.resolve("not-a-key"), "hello");
        assertThat(run(bundle.write(directory).toString(), "--key", notAKey.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("holds no public key");
    }

    @Test
    void findsTheKeyInTheConfigurationDirectory() {
        assertThat(EvidenceKeyFile.path(Map.of("WBX_CONFIG_DIR", "/c"), "/home/ana"))
                .isEqualTo(Path.of("/c/evidence.pub"));
        assertThat(EvidenceKeyFile.path(Map.of("XDG_CONFIG_HOME", "/x"), "/home/ana"))
                .isEqualTo(Path.of("/x/wbx/evidence.pub"));
        assertThat(EvidenceKeyFile.path(Map.of(), "/home/ana"))
                .isEqualTo(Path.of("/home/ana/.config/wbx/evidence.pub"));
    }

    private int run(String... arguments) {
        return new CommandLine(new EvidenceVerifyCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private Path flipped(String from, String to) throws Exception {
        Path file = bundle.write(directory);
        String text = Files.readString(file);
        return Files.writeString(directory.resolve("flipped.jsonl"), text.replaceFirst(from, to));
    }
}
