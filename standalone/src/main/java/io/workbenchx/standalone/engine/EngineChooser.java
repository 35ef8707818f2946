package io.workbenchx.standalone.engine;

import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.HostException;
import io.workbenchx.standalone.host.Ports;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Finds the engine: the first that works of a configured server, a {@code temporal} command, and the one inside this JVM. */
public record EngineChooser(Home home, Map<String, String> environment, Ports ports, Consumer<String> notice) {

    /** What the operator allows. */
    public enum Choice {
        AUTO,
        EXTERNAL,
        DEV_SERVER,
        IN_PROCESS
    }

    /**
     * The ports the operator wants; 0 for any.
     *
     * @param codec where the UI gets payloads decrypted: the api's codec, at the port the operator wants for the api
     */
    public record Preferred(int port, int uiPort, String codec) {}

    /** Starts the chosen engine; {@code onRestart} hears the pid of each successor of a process that died. */
    public Engine start(Choice choice, Preferred preferred, LongConsumer onRestart) throws IOException {
        DevServer.stopOrphan(home);
        if (choice == Choice.AUTO || choice == Choice.EXTERNAL) {
            Optional<Engine> external = ExternalEngine.fromEnvironment();
            if (external.isPresent()) {
                return external.get();
            }
        }
        if (choice == Choice.AUTO || choice == Choice.DEV_SERVER) {
            Optional<Engine> devServer = devServer(preferred, onRestart);
            if (devServer.isPresent()) {
                return devServer.get();
            }
        }
        return switch (choice) {
            case AUTO -> inProcess(InProcessEngine.Reason.NONE_FOUND, preferred);
            case IN_PROCESS -> inProcess(InProcessEngine.Reason.ASKED_FOR, preferred);
            case EXTERNAL -> throw new HostException("The engine is to be external, but TEMPORAL_ADDRESS is not set.");
            case DEV_SERVER ->
                throw new HostException(
                        "The engine is to be a dev server, but there is no temporal command and it could not be built: install it, or"
                                + " Go, or choose another engine.");
        };
    }

    private Engine inProcess(InProcessEngine.Reason reason, Preferred preferred) throws IOException {
        return InProcessEngine.start(reason, ports.choose("Temporal", preferred.port()));
    }

    /** Ends a server that outlived the workbench that started it. */
    public static void stopOrphan(Home home) throws IOException {
        DevServer.stopOrphan(home);
    }

    private Optional<Engine> devServer(Preferred preferred, LongConsumer onRestart) throws IOException {
        Optional<TemporalBinary> binary = TemporalBinary.find(home, environment);
        if (binary.isEmpty()) {
            binary = TemporalBinary.obtain(home, environment, notice);
        }
        if (binary.isEmpty()) {
            return Optional.empty();
        }
        int port = ports.choose("Temporal", preferred.port());
        int uiPort = ports.choose("the Temporal UI", preferred.uiPort());
        return Optional.of(DevServer.start(home, binary.get(), port, uiPort, preferred.codec(), onRestart));
    }
}
