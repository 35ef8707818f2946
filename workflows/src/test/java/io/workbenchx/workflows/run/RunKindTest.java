package io.workbenchx.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunKindTest {

    @ParameterizedTest
    @EnumSource
    void isFoundByItsNameInUrls(RunKind kind) {
        assertThat(RunKind.of(kind.wireName())).isEqualTo(kind);
    }

    @Test
    void isAskedForByNameAndARefusalTellsTheNames() {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> RunKind.of("TRAINING"))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID))
                .satisfies(refusal -> assertThat(RunKind.values())
                        .allSatisfy(kind -> assertThat(refusal.reason()).contains(kind.wireName())));
    }
}
