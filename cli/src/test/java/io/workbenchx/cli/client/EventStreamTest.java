package io.workbenchx.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.ScriptedWorkbench.Seen;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private static final String EVENTS = "GET /api/v1/events";

    private final List<String> heard = new ArrayList<>();
    private ScriptedWorkbench workbench;

    @BeforeEach
    void start() throws Exception {
        workbench = new ScriptedWorkbench();
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    void readsToTheEventEnd() {
        workbench.stream(EVENTS, "id: 1\nevent: run.started\ndata: a", ": alive", "id:2\ndata:b\ndata:c", "event: end");

        follow();

        assertThat(heard).containsExactly("1 run.started a", "2 message b\nc");
        assertThat(workbench.seen()).hasSize(1);
    }

    @Test
    void resumesWhereTheConnectionBroke() {
        workbench.stream(EVENTS, "id: 1\ndata: a", "id: 2\ndata: b").lost(EVENTS).stream(
                EVENTS, "id: 3\ndata: c", "event: end");

        follow();

        assertThat(heard).containsExactly("1 message a", "2 message b", "3 message c");
        assertThat(workbench.seen())
                .extracting(seen -> seen.header("Last-Event-ID"))
                .containsExactly("", "2", "2");
    }

    @Test
    void dropsAnEventThatWasCutOffAndGetsItAgain() {
        workbench
                .on(
                        EVENTS,
                        exchange -> ScriptedWorkbench.respond(
                                exchange, 200, "text/event-stream", "id: 1\ndata: a\n\nid: 2\nda"))
                .stream(EVENTS, "id: 2\ndata: b", "event: end");

        follow();

        assertThat(heard).containsExactly("1 message a", "2 message b");
        assertThat(workbench.last().header("Last-Event-ID")).isEqualTo("1");
    }

    @Test
    void waitsWhileTheWorkbenchIsUnavailable() {
        workbench.problem(EVENTS, 503, "UNAVAILABLE", "Restarting.").stream(EVENTS, "id: 1\ndata: a", "event: end");

        follow();

        assertThat(heard).containsExactly("1 message a");
    }

    @Test
    void givesUpWhenTheConnectionStaysLost() {
        workbench.stream(EVENTS, "id: 1\ndata: a").lost(EVENTS);

        assertThatThrownBy(this::follow).isInstanceOf(UnreachableException.class);
        assertThat(heard).containsExactly("1 message a");
    }

    @Test
    void aRefusalEndsTheFollowing() {
        workbench.problem(EVENTS, 404, "NOT_FOUND", "There is no run x.");

        assertThatThrownBy(this::follow).isInstanceOf(ApiException.class).hasMessage("There is no run x.");
        assertThat(workbench.seen()).extracting(Seen::method).containsExactly("GET");
    }

    @Test
    void stopsWhenTheReaderHasEnough() {
        workbench.stream(EVENTS, "id: 1\ndata: a", "id: 2\ndata: b", "event: end");

        stream().follow(event -> {
            heard.add(event.data());
            return false;
        });

        assertThat(heard).containsExactly("a");
    }

    private void follow() {
        stream().follow(event -> heard.add(event.id() + " " + event.type() + " " + event.data()));
    }

    private EventStream stream() {
        var connection = new Connection(URI.create(workbench.url()), "wbx_key", "demo");
        return new Api(connection, new Retries(5, 5, pause -> {})).stream(ApiPath.of("events"));
    }
}
