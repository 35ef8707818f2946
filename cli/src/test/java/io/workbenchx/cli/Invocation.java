package io.workbenchx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workbenchx.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One call of {@code wbx} and what came of it. */
public record Invocation(int exitCode, String out, String err) {

    /** When it is, for every call. */
    public static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");

    public static Invocation of(Map<String, String> environment, String... arguments) {
        return withInput(environment, "", arguments);
    }

    public static Invocation withInput(Map<String, String> environment, String input, String... arguments) {
        return run(environment, input, false, arguments);
    }

    private static Invocation run(
            Map<String, String> environment, String input, boolean terminal, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode = Wbx.run(shell(environment, input, terminal, out, err), arguments);
        return new Invocation(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** A call at a terminal, where a person looks. */
    public static Invocation atTerminal(Map<String, String> environment, String line) {
        return run(environment, "", true, line.split(" "));
    }

    /** A call whose arguments are written as a shell's would be, without quoting. */
    public static Invocation line(Map<String, String> environment, String line) {
        return of(environment, line.split(" "));
    }

    private static Shell shell(
            Map<String, String> environment,
            String input,
            boolean terminal,
            ByteArrayOutputStream out,
            ByteArrayOutputStream err) {
        return new Shell(
                new HashMap<>(environment),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                terminal,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Standard output without its spaces at line ends, as lines. */
    public java.util.List<String> lines() {
        return Arrays.stream(out.split("\n")).map(String::stripTrailing).toList();
    }
}
