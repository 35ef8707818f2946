package io.workbenchx.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleVerifierTest {

    private static final int CHANGES = 1000;

    @TempDir
    Path directory;

    private final BundleFixture bundle = new BundleFixture();

    @Test
    void acceptsWhatWasSignedAndSaysWhatItProves() throws Exception {
        BundleSummary summary = verifier().verify(bundle.write(directory));

        assertThat(summary.run()).isEqualTo(BundleFixture.RUN);
        assertThat(summary.actor()).isEqualTo("ana");
        assertThat(summary.summary()).isEqualTo("train ñandú");
        assertThat(summary.events()).isEqualTo(4);
        assertThat(summary.last()).isTrue();
        assertThat(summary.subjects()).containsOnlyKeys("model/model.onnx");
        assertThat(summary.materials())
                .extracting(BundleSummary.Material::name)
                .containsExactly("dataset breast-cancer@1");
    }

    @Test
    void namesTheRecordOfEverySingleChangedByte() throws Exception {
        byte[] original = bundle.bytes();
        Random random = new Random(20261121);
        for (int i = 0; i < CHANGES; i++) {
            int position = random.nextInt(original.length);
            byte[] changed = original.clone();
            changed[position] ^= (byte) (1 + random.nextInt(255));

            assertThat(altered(changed)).as("byte %d", position).isEqualTo(recordAt(original, position));
        }
    }

    @Test
    void namesTheSignatureForEveryChangedBitOfLine1() throws Exception {
        byte[] original = bundle.bytes();
        int line1 = indexOf(original, '\n');
        for (int position = 0; position <= line1; position++) {
            byte[] changed = original.clone();
            changed[position] ^= (byte) (1 << (position % 8));

            assertThat(altered(changed)).as("byte %d", position).isEqualTo("signature");
        }
    }

    @Test
    void namesTheRecordAtWhichTheFileWasCut() throws Exception {
        byte[] original = bundle.bytes();

        assertThat(altered(Arrays.copyOf(original, original.length - 1))).isEqualTo("history");
        assertThat(altered(Arrays.copyOf(original, original.length - 40))).isEqualTo("artifact/model/model.onnx");
        assertThat(altered(new byte[0])).isEqualTo("signature");
    }

    @Test
    void refusesAnythingAfterTheLastRecord() throws Exception {
        byte[] original = bundle.bytes();

        assertThat(altered(Arrays.copyOf(original, original.length + 1))).isEqualTo("end of file");
    }

    @Test
    void refusesABundleOfAnotherWorkbench() throws Exception {
        Path file = bundle.write(directory);
        Path foreign = new BundleFixture().key(directory);

        AlteredException altered = catchThrowableOfType(
                AlteredException.class, () -> new BundleVerifier(TrustedKey.read(foreign)).verify(file));

        assertThat(altered.record()).isEqualTo("signature");
        assertThat(altered.reason()).contains("another workbench");
    }

    @Test
    void findsAGapInTheChainEvenWhenItWasSigned() throws Exception {
        bundle.records.remove("event/3");

        assertThat(altered(bundle.bytes())).isEqualTo("event/4");
    }

    @Test
    void findsABrokenLinkEvenWhenItWasSigned() throws Exception {
        bundle.records.computeIfPresent("event/2", (name, text) -> text.replace("ana", "eve"));

        assertThat(altered(bundle.bytes())).isEqualTo("event/3");
    }

    @Test
    void findsAChainThatEndsTooEarlyEvenWhenItWasSigned() throws Exception {
        bundle.records.remove("event/4");

        assertThat(altered(bundle.bytes())).isEqualTo("run");
    }

    @Test
    void findsEventsOfAnotherRunEvenWhenTheyWereSigned() throws Exception {
        List<String> events = BundleFixture.events(4);
        bundle.records.put("event/1", events.get(0).replace(BundleFixture.RUN, BundleFixture.RUN.replace('9', '8')));

        assertThat(altered(bundle.bytes())).isEqualTo("event/1");
    }

    @Test
    void findsAnArtifactWhoseDigestIsNotTheSubjects() throws Exception {
        bundle.subjects.put("model/model.onnx", "cd".repeat(32));

        assertThat(altered(bundle.bytes())).isEqualTo("artifact/model/model.onnx");
    }

    @Test
    void findsAnArtifactThatOnlyTheStatementNames() throws Exception {
        bundle.subjects.put("model/weights.bin", "cd".repeat(32));

        assertThat(altered(bundle.bytes())).isEqualTo("signature");
    }

    @Test
    void findsASpecThatIsNotTheOneOfTheRun() throws Exception {
        bundle.records.computeIfPresent("spec", (name, text) -> text.replace("100", "200"));

        assertThat(altered(bundle.bytes())).isEqualTo("run");
    }

    @Test
    void refusesAStatementOfAnotherType() throws Exception {
        bundle.statement = text -> text.replace("slsa.dev/provenance/v1", "slsa.dev/provenance/v9");

        assertThat(altered(bundle.bytes())).isEqualTo("signature");
    }

    private BundleVerifier verifier() throws Exception {
        return new BundleVerifier(TrustedKey.read(bundle.key(directory)));
    }

    private String altered(byte[] content) throws Exception {
        Path file = Files.write(directory.resolve("changed.jsonl"), content);
        AlteredException altered =
                catchThrowableOfType(AlteredException.class, () -> verifier().verify(file));
        assertThat(altered).as("the change is detected").isNotNull();
        return altered.record();
    }

    /** Where a byte belongs: line 1 with its line feed is the signature, every further line with its own is one record. */
    private String recordAt(byte[] file, int position) {
        int line = new String(file, 0, position, StandardCharsets.ISO_8859_1).split("\n", -1).length - 1;
        return line == 0 ? "signature" : List.copyOf(bundle.records.keySet()).get(line - 1);
    }

    private static int indexOf(byte[] bytes, char wanted) {
        int index = 0;
        while (bytes[index] != wanted) {
            index++;
        }
        return index;
    }
}
