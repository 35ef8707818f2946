package io.workbenchx.control.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvProfileTest {

    @Test
    void countsRowsAndNamesTheNarrowestType() {
        CsvProfile profile = profile("""
                id,size,ratio,ok,label,empty
                1,10,0.5,true,a,
                2,-7,1e3,FALSE,"b, c",
                3,+0,.25,true,,
                """);

        assertThat(profile.rows()).isEqualTo(3);
        assertThat(profile.columns())
                .extracting(column -> column.name() + " " + column.type() + (column.nullable() ? " nullable" : ""))
                .containsExactly(
                        "id integer",
                        "size integer",
                        "ratio double",
                        "ok boolean",
                        "label string nullable",
                        "empty string nullable");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2.5, double",
        "1, x, string",
        "true, 1, string",
        "1, 99999999999999999999, double",
        "NaN, 1, string",
        "1, 1e9999, string",
        "0x10, 1, string",
        "2026-01-01, 2, string",
        "TRUE, false, boolean",
    })
    void widensTheTypeUntilItHoldsEveryValue(String first, String second, String type) {
        assertThat(profile("c\n" + first + "\n" + second + "\n")
                        .columns()
                        .get(0)
                        .type())
                .isEqualTo(type);
    }

    @Test
    void keepsQuotedLinesTogether() {
        CsvProfile profile = profile("name,text\n\"a\",\"one\ntwo, \"\"three\"\"\"\nb,c");

        assertThat(profile.rows()).isEqualTo(2);
    }

    @Test
    void takesAHeaderWithoutRows() {
        CsvProfile profile = profile("a,b\n");

        assertThat(profile.rows()).isZero();
        assertThat(profile.columns()).extracting(DatasetVersion.Column::type).containsOnly("string");
    }

    @Test
    void doesNotTakeAByteOrderMarkForPartOfAName() {
        assertThat(profile("\ufeffid,b\n1,2\n").columns().get(0).name()).isEqualTo("id");
    }

    @Test
    void refusesWhatIsNoTable() {
        assertThatInvalid("", "empty");
        assertThatInvalid("a,a\n1,2\n", "repeated name");
        assertThatInvalid("a,\n1,2\n", "empty or repeated name");
        assertThatInvalid("a,b\n1\n", "line 2 has 1 fields, the header 2");
        assertThatInvalid("a,b\n1,2\n1,2,3\n", "line 3 has 3 fields");
        assertThatInvalid(
                IntStream.range(0, 10_001).mapToObj(i -> "c" + i).collect(Collectors.joining(",")), "10000 columns");
    }

    @Test
    void refusesBytesThatAreNotText() {
        assertThatInvalid("a,b\n1,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1), "not UTF-8");
        assertThatInvalid(new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0, ',', 0, 'b', 0}, "not UTF-8");
    }

    private static CsvProfile profile(String text) {
        return CsvProfile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertThatInvalid(String text, String reason) {
        assertThatInvalid(text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static void assertThatInvalid(byte[] content, String reason) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> CsvProfile.read(new ByteArrayInputStream(content)))
                .withMessageContaining(reason)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }
}
