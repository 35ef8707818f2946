package io.workbenchx.cli.shell;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The person's own browser. */
public final class Browser {

    private final Shell shell;

    public Browser(Shell shell) {
        this.shell = shell;
    }

    /** Shows an address; false when no browser could be started. */
    public boolean open(String address) {
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        var own = shell.variable("BROWSER");
        var command = own != null
                ? List.of(own, address)
                : system.contains("mac")
                        ? List.of("open", address)
                        : system.contains("win")
                                ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                                : List.of("xdg-open", address);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
