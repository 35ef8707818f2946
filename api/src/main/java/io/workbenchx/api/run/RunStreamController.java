package io.workbenchx.api.run;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.LogRecord;
import io.workbenchx.control.run.LogSearch;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunService;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events and output of a run: whole, or live by server-sent events that resume where a client stopped. */
@RestController
@RequestMapping("/api/v1/projects/{project}/runs/{run}")
class RunStreamController {

    private static final int MAX_EVENTS = 10_000;

    private final RunService runs;
    private final RunEvents events;
    private final RunOutput output;
    private final LiveStreams streams;
    private final CanonicalJson json;
    private final AuditLog audit;
    private final LogSearch search;
    private final JsonMapper mapper;

    RunStreamController(
            RunService runs,
            RunEvents events,
            RunOutput output,
            LiveStreams streams,
            CanonicalJson json,
            AuditLog audit,
            LogSearch search,
            JsonMapper mapper) {
        this.runs = runs;
        this.events = events;
        this.output = output;
        this.streams = streams;
        this.json = json;
        this.audit = audit;
        this.search = search;
        this.mapper = mapper;
    }

    /** An event with its hash; {@code record} is the text that was hashed. */
    record EventView(int seq, String type, String at, String actor, JsonNode data, String record, String hash) {}

    @Requires(Permission.RUN_READ)
    @GetMapping(value = "/events", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, List<EventView>> events(
            Caller caller, Project project, @PathVariable UUID run, @RequestParam(defaultValue = "0") int after) {
        Run found = runs.require(caller, project, run);
        return Map.of(
                "items",
                events.after(found.id(), after, MAX_EVENTS).stream()
                        .map(this::view)
                        .toList());
    }

    /** Each message has the event's sequence number as id and its record as data; {@code end} comes last. */
    @Requires(Permission.RUN_READ)
    @GetMapping(value = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter liveEvents(
            Caller caller,
            Project project,
            @PathVariable UUID run,
            @RequestParam(defaultValue = "0") int after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Integer last) {
        Run found = runs.require(caller, project, run);
        return streams.events(caller, found, last == null ? after : last);
    }

    @Requires(Permission.RUN_READ)
    @GetMapping(value = "/logs", produces = MediaType.TEXT_PLAIN_VALUE)
    void log(
            Caller caller,
            Project project,
            @PathVariable UUID run,
            @RequestParam(defaultValue = "0") long offset,
            HttpServletResponse response)
            throws IOException {
        Run found = runs.require(caller, project, run);
        audit.recordReading(caller, project, "log.read", found.id(), Map.of("from", offset));
        response.setContentType("text/plain;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try (InputStream content = output.open(project.id(), found.id(), offset)) {
            content.transferTo(response.getOutputStream());
        }
    }

    /** One line of the output per line: {@link LogRecord} as JSON. */
    @Requires(Permission.RUN_READ)
    @GetMapping(value = "/logs", produces = MediaType.APPLICATION_NDJSON_VALUE)
    void records(
            Caller caller,
            Project project,
            @PathVariable UUID run,
            @RequestParam(defaultValue = "0") long offset,
            HttpServletResponse response)
            throws IOException {
        Run found = runs.require(caller, project, run);
        audit.recordReading(caller, project, "log.read", found.id(), Map.of("from", offset));
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        OutputStream out = response.getOutputStream();
        output.visit(project.id(), found.id(), offset, found.state().terminal(), lines -> {
            try {
                for (LogRecord line : lines.records()) {
                    out.write(mapper.writeValueAsBytes(line));
                    out.write('\n');
                }
                return true;
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        });
    }

    /** Lines that hold a text, or match an expression; {@code next} is the offset to go on at, absent at the end. */
    @Requires(Permission.RUN_READ)
    @GetMapping(value = "/logs/search", produces = MediaType.APPLICATION_JSON_VALUE)
    LogSearch.Found search(
            Caller caller,
            Project project,
            @PathVariable UUID run,
            @RequestParam String q,
            @RequestParam(defaultValue = "false") boolean regex,
            @RequestParam(defaultValue = "false") boolean ignoreCase,
            @RequestParam(required = false) @Nullable String stream,
            @RequestParam(defaultValue = "0") long offset,
            @RequestParam(defaultValue = "100") int limit) {
        Run found = runs.require(caller, project, run);
        audit.recordReading(caller, project, "log.read", found.id(), Map.of("from", offset, "query", q));
        return search.search(found, offset, new LogSearch.Query(q, regex, ignoreCase, stream, limit));
    }

    /**
     * Each message has the offset of the next byte as id; its data is a JSON string, or with {@code records} an array of lines ({@link
     * LogRecord}); {@code end} comes last.
     */
    @Requires(Permission.RUN_READ)
    @GetMapping(value = "/logs", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter liveLog(
            Caller caller,
            Project project,
            @PathVariable UUID run,
            @RequestParam(defaultValue = "0") long offset,
            @RequestParam(defaultValue = "false") boolean records,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long last) {
        Run found = runs.require(caller, project, run);
        long from = last == null ? offset : last;
        audit.recordReading(caller, project, "log.read", found.id(), Map.of("from", from));
        return records ? streams.records(caller, found, from) : streams.log(caller, found, from);
    }

    private EventView view(RunEvents.Event event) {
        JsonNode record = json.read(event.record());
        return new EventView(
                event.seq(),
                event.type(),
                record.path("at").asString(),
                record.path("actor").asString(),
                record.path("data"),
                event.record(),
                event.hash());
    }
}
