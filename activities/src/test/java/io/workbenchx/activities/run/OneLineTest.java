package io.workbenchx.activities.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** SECURITY N42: what a workload writes cannot pass for a record of ours. */
class OneLineTest {

    @Test
    void keepsWhatIsReadable() {
        assertThat(OneLine.of(List.of("ValueError: \"größe\" 漢字 😀", "  at train.py:3")))
                .isEqualTo("ValueError: \"größe\" 漢字 😀 |   at train.py:3");
    }

    @Test
    void writesOutWhatWouldBeginAnotherRecordOrMoveTheCursor() {
        String line = OneLine.of(List.of("a\r\n2026-01-01 INFO forged\u001b[2K\u0000", "\u202eb\u2028c\u0085d\t"));

        assertThat(line)
                .isEqualTo("a\\u000d\\u000a2026-01-01 INFO forged\\u001b[2K\\u0000 | \\u202eb\\u2028c\\u0085d\\u0009");
    }
}
