package io.workbenchx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.shell.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

    static Stream<String> everyCommand() {
        var names = new ArrayList<String>();
        collect("", Wbx.commandLine(Shell.system(), ""), names);
        return names.stream();
    }

    private static void collect(String prefix, CommandLine command, List<String> names) {
        command.getSubcommands().forEach((name, child) -> {
            if (!name.equals("help")) {
                names.add(prefix + name);
                collect(prefix + name + " ", child, names);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItselfWithExamples(String command) {
        var help = Invocation.line(Map.of(), command + " --help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("Usage: wbx " + command)
                .contains("Examples:")
                .doesNotContain("\u001b");
        assertThat(help.out().substring(help.out().indexOf("Examples:")))
                .contains("wbx " + command.split(" ")[0].replaceAll("s$", ""));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasADescriptionThatEndsLikeASentence(String command) {
        var description = Wbx.commandLine(Shell.system(), "");
        for (var name : command.split(" ")) {
            description = description.getSubcommands().get(name);
        }

        assertThat(description.getCommandSpec().usageMessage().description()).isNotEmpty();
        assertThat(description.getCommandSpec().usageMessage().description()[0]).endsWith(".");
    }

    @Test
    void rootHelpNamesTheExitStatuses() {
        var help = Invocation.line(Map.of(), "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("Exit status:", "0  done", "3  no workbench answers", "4  not signed in", "NO_COLOR");
    }

    @Test
    void helpOfOneCommandIsFoundBothWays() {
        assertThat(Invocation.line(Map.of(), "help predict").out())
                .isEqualTo(Invocation.line(Map.of(), "predict --help").out());
    }

    @Test
    void completionKnowsEveryCommandInBothShells() {
        for (var shell : List.of("bash", "zsh")) {
            var script = Invocation.line(Map.of(), "completion " + shell);

            assertThat(script.exitCode()).isZero();
            assertThat(script.out()).contains("complete -F _complete_wbx", "compopt", "bashcompinit");
            assertThat(everyCommand())
                    .allSatisfy(command -> assertThat(script.out()).contains(command));
        }
    }

    @Test
    void aWrongCommandLineIsToldInTwoLines() {
        for (var line : List.of("nope", "runs --limt 3", "project", "logs", "promote only-one", "")) {
            var wrong = Invocation.line(Map.of(), line);

            assertThat(wrong.exitCode()).as(line).isEqualTo(2);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err()).startsWith("wbx: ").contains("--help").hasLineCount(line.contains("limt") ? 3 : 2);
        }
    }
}
