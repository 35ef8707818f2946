package io.workbenchx.cli.local;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wbx status}: what runs on this machine, where, and how it is. */
@Command(
        description = "Show what runs on this machine: processes, addresses, engine, memory, health.",
        footer = {
            "",
            "Examples:",
            "  wbx status",
            "  wbx status --json | jq .api.url",
            "",
            "Exit status: 0 when the workbench is ready and healthy, 3 when it is not."
        })
public final class StatusCommand extends HomeCommand {

    StatusCommand(Shell shell) {
        super(shell);
    }

    private record Part(String name, long pid, String address, String state, long bytes) {}

    @Override
    public Integer call() {
        var home = home();
        boolean running = home.exists() && home.inUse();
        var infra = running ? home.infra() : Json.object();
        var state = running ? Json.text(infra, "state") : "STOPPED";
        var parts = running ? parts(infra) : List.<Part>of();
        answer(tree(home, infra, state, parts), () -> show(home, infra, state, parts));
        boolean healthy = state.equals("READY")
                && parts.stream().allMatch(part -> part.state().equals("HEALTHY"));
        return healthy ? ExitCode.OK : ExitCode.UNREACHABLE;
    }

    private static List<Part> parts(JsonNode infra) {
        var parts = new ArrayList<Part>();
        long pid = infra.path("pid").asLong();
        if (infra.has("api")) {
            var url = Json.text(infra, "api", "url");
            parts.add(new Part("api and worker", pid, url, apiState(url), ProcessMemory.bytes(pid)));
        } else {
            parts.add(new Part("supervisor", pid, "", "HEALTHY", ProcessMemory.bytes(pid)));
        }
        if (infra.has("postgres")) {
            parts.add(
                    process("PostgreSQL", infra.path("postgres"), "127.0.0.1:" + Json.text(infra, "postgres", "port")));
        }
        if (infra.path("engine").path("pid").asLong(0) != 0) {
            parts.add(process("Temporal", infra.path("engine"), Json.text(infra, "engine", "address")));
        }
        return parts;
    }

    private static Part process(String name, JsonNode node, String address) {
        long pid = node.path("pid").asLong();
        boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        return new Part(name, pid, address, alive ? "HEALTHY" : "UNHEALTHY", ProcessMemory.bytes(pid));
    }

    private static String apiState(String url) {
        try {
            var health = new Api(new Connection(Connection.parse(url), null, "")).get(ApiPath.of("health"));
            return Json.text(health, "status").equals("UP") ? "HEALTHY" : "UNHEALTHY";
        } catch (CommandException away) {
            return "UNHEALTHY";
        }
    }

    private static long total(List<Part> parts) {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    private static ObjectNode tree(LocalHome home, JsonNode infra, String state, List<Part> parts) {
        var tree = Json.object()
                .put("home", home.root().toString())
                .put("state", state)
                .put("memoryBytes", total(parts));
        var array = tree.putArray("processes");
        parts.forEach(part -> array.addObject()
                .put("name", part.name())
                .put("pid", part.pid())
                .put("address", part.address())
                .put("state", part.state())
                .put("memoryBytes", part.bytes()));
        tree.set("infra", infra);
        return tree;
    }

    private void show(LocalHome home, JsonNode infra, String state, List<Part> parts) {
        say("Workbench in " + home.root() + ": " + style().state(state));
        if (parts.isEmpty()) {
            say("Start it: wbx up");
            return;
        }
        var table = Table.of("PROCESS", "PID", "ADDRESS", "STATE", "MEMORY");
        parts.forEach(part -> table.row(
                part.name(), Long.toString(part.pid()), part.address(), part.state(), Units.bytes(part.bytes())));
        table.print(shell().out(), style(), "");
        say("memory in all: " + Units.bytes(total(parts)));
        for (var line : List.of("frontDoor/url", "engine/announcement", "engine/ui")) {
            var text = Json.text(infra, line.split("/"));
            if (!text.isEmpty()) {
                say(line.split("/")[0].equals("frontDoor") ? "front door: " + text : text);
            }
        }
    }
}
