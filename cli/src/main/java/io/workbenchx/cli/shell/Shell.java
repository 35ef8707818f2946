package io.workbenchx.cli.shell;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a command: environment variables, streams, and whether a person is looking.
 *
 * @param out results: what a script reads
 * @param err progress and failures: what a person reads
 * @param terminal a person is looking, so colours and live progress make sense
 */
public record Shell(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        InputStream in,
        boolean terminal,
        Clock clock) {

    /** The shell this process was started from; output is UTF-8 whatever the locale, because JSON must be. */
    public static Shell system() {
        return new Shell(
                System.getenv(),
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.in,
                isTerminal(System.console()),
                Clock.systemUTC());
    }

    /** The value of a variable, or null when it is unset or empty. */
    public @Nullable String variable(String name) {
        var value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** The person's home directory. */
    public Path userHome() {
        var home = variable("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home);
    }

    /** Colours, or none when nobody is looking or {@code NO_COLOR} is set (https://no-color.org). */
    public Style style() {
        return new Style(terminal && variable("NO_COLOR") == null && !"dumb".equals(variable("TERM")));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        OutputStream file = new BufferedOutputStream(new FileOutputStream(descriptor));
        return new PrintStream(file, true, StandardCharsets.UTF_8);
    }

    // From JDK 22 on there is a console even when the output is a pipe; only isTerminal() tells.
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException unknownConsole) {
            return false;
        }
    }
}
