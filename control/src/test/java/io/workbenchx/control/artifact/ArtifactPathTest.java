package io.workbenchx.control.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SECURITY N20: names that mean something else on some system, in some URL or to some eye. */
class ArtifactPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.onnx",
                "model/MLmodel",
                "a/b/c/d.json",
                ".hidden",
                "..a/b..",
                "with space.txt",
                "données/été.csv",
                "日本語.txt",
                "console.log",
                "-rf",
                "a=b&c+d,e;f@g!h'i(j)[k]{l}~$"
            })
    void takesOrdinaryNames(String path) {
        assertThat(ArtifactPath.check(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "../../x",
                "..",
                ".",
                "a/../b",
                "a/./b",
                "a/..",
                "/etc/x",
                "//a",
                "a//b",
                "a/",
                "a/ /b",
                "a%252f..",
                "%2e%2e/x",
                "..\\x",
                "C:\\x",
                "c:x",
                "x#/../..",
                "x?y",
                "a\0b",
                "a\nb",
                "a\rb",
                "a\u001bb",
                "a\u0085b",
                "CON",
                "con.txt",
                "x/NUL",
                "aux.tar.gz",
                "PRN",
                "com1",
                "LPT9.txt",
                "a\u202eb",
                "a\u200fb",
                "a\u200bb",
                "a\ufeffb",
                "a\u2066b",
                "a\u2028b",
                "<x>",
                "a|b",
                "a*b",
                "a\"b"
            })
    void refusesNamesThatMeanSomethingElseSomewhere(String path) {
        assertThatInvalid(path);
    }

    @Test
    void refusesNamesTooLongToBeSavedAsFiles() {
        assertThat(ArtifactPath.check("a".repeat(250))).hasSize(250);
        assertThatInvalid("a".repeat(300));
        assertThatInvalid("b/" + "a".repeat(300) + "/c");
        assertThatInvalid("aaaaaaaaa/".repeat(200) + "b");
    }

    private static void assertThatInvalid(String path) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> ArtifactPath.check(path))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }
}
