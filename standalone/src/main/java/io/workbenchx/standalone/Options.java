package io.workbenchx.standalone;

import io.workbenchx.standalone.engine.EngineChooser;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.HostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the standalone process. A port that is not given is the usual one, or a free one where that is taken.
 *
 * @param credentialsFile where the first administrator's password and key are put
 * @param endLeftovers start nothing, but end what an earlier workbench left running
 * @param infraOnly PostgreSQL and Temporal only, for api and worker as processes of their own
 * @param spring everything else, for Spring ({@code --server.address=…})
 */
record Options(
        Home home,
        Path credentialsFile,
        boolean endLeftovers,
        boolean infraOnly,
        EngineChooser.Choice engine,
        Map<Port, Integer> ports,
        List<String> spring) {

    private static final List<String> FLAGS = List.of("--end-leftovers", "--infra-only");

    /** The ports of a workbench. */
    enum Port {
        API(8080),
        FRONT_DOOR(8081),
        POSTGRES(5433),
        TEMPORAL(7233),
        TEMPORAL_UI(8233);

        private final int usual;

        Port(int usual) {
            this.usual = usual;
        }

        private String option() {
            return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-') + "-port";
        }
    }

    int port(Port port) {
        return ports.getOrDefault(port, port.usual);
    }

    static Options parse(List<String> arguments, Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        List<String> spring = new ArrayList<>();
        List<String> known = known();
        for (String argument : arguments) {
            String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
            if (known.contains(name)) {
                given.put(name, argument.contains("=") ? argument.substring(name.length() + 1) : flag(name));
            } else if (argument.matches("--[a-z0-9-]+(\\.[a-z0-9-]+)+=.*")) {
                spring.add(argument);
            } else {
                throw new HostException("Unknown option " + argument + ". There are: " + String.join(", ", known)
                        + ", and Spring properties (--server.address=…).");
            }
        }
        String place = given.get("--home");
        Home home = place == null ? Home.resolve(environment) : new Home(Path.of(place));
        String credentials = given.get("--credentials-file");
        return new Options(
                home,
                credentials == null ? home.keys().resolve("first-login.json") : Path.of(credentials),
                Boolean.parseBoolean(given.get("--end-leftovers")),
                Boolean.parseBoolean(given.get("--infra-only")),
                engine(given.getOrDefault("--engine", environment.getOrDefault("WBX_ENGINE", "auto"))),
                ports(given),
                spring);
    }

    private static String flag(String name) {
        if (!FLAGS.contains(name)) {
            throw new HostException(name + " takes a value: " + name + "=…");
        }
        return "true";
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(List.of("--home", "--credentials-file", "--engine"));
        known.addAll(FLAGS);
        Arrays.stream(Port.values()).map(Port::option).forEach(known::add);
        return known;
    }

    private static EngineChooser.Choice engine(String name) {
        for (EngineChooser.Choice choice : EngineChooser.Choice.values()) {
            if (choice.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return choice;
            }
        }
        throw new HostException(
                "There is no engine \"" + name + "\": choose auto, external, dev-server or in-process.");
    }

    private static Map<Port, Integer> ports(Map<String, String> given) {
        return Arrays.stream(Port.values())
                .filter(port -> given.containsKey(port.option()))
                .collect(Collectors.toMap(port -> port, port -> number(port, given.get(port.option()))));
    }

    private static int number(Port port, @Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw new HostException(
                    port.option() + " takes a port number, or 0 for any free one; not \"" + text + "\".");
        }
        return Integer.parseInt(text);
    }
}
