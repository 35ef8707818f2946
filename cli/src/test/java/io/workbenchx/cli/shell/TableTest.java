package io.workbenchx.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void alignsTextLeftAndNumbersRight() {
        var table = Table.of("NAME", "N", "LAST").row("a", "5", "x").row("longer", "100", "");

        assertThat(print(table, false)).isEqualTo("NAME      N  LAST\na         5  x\nlonger  100\n");
    }

    @Test
    void coloursDoNotDisturbTheAlignment() {
        var table = Table.of("STATE", "N").row("FAILED", "1").row("SUCCEEDED", "2");

        var painted = print(table, true);

        assertThat(painted).contains("\u001b[31mFAILED\u001b[0m");
        assertThat(painted.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(print(table, false));
    }

    @Test
    void saysWhenThereIsNothing() {
        assertThat(print(Table.of("A"), false)).isEqualTo("Nothing.\n");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(print(Table.of("A").row("x\u001b[2J\ny"), false)).isEqualTo("A\nx [2J y\n");
    }

    @Test
    void namesInOtherScriptsAreAligned() {
        var table = Table.of("A", "B").row("ñandú", "x").row("ab", "y");

        assertThat(print(table, false)).isEqualTo("A      B\nñandú  x\nab     y\n");
    }

    private static String print(Table table, boolean colours) {
        var out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, UTF_8), new Style(colours), "Nothing.");
        return out.toString(UTF_8);
    }
}
