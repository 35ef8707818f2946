package io.workbenchx.api.run;

import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunLogs;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Live views of runs. The tables are the truth: each stream asks them what is new since what it sent last, a few times a second, and only
 * while somebody watches.
 */
@Component
class LiveStreams implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final int POLL_MILLIS = 200;
    /** Well within the minute in which an access that was taken away must end. */
    private static final int RECHECK_EVERY = 5_000 / POLL_MILLIS;

    private static final int PING_EVERY = 15_000 / POLL_MILLIS;
    private static final int BATCH = 500;
    private static final int LOG_PIECE = 64 << 10;

    private final RunRepository runs;
    private final Watchers watchers;
    private final RunEvents events;
    private final RunOutput output;
    private final JsonMapper mapper;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(4, work -> {
        Thread thread = new Thread(work, "live-streams");
        thread.setDaemon(true);
        return thread;
    });

    LiveStreams(RunRepository runs, Watchers watchers, RunEvents events, RunOutput output, JsonMapper mapper) {
        this.runs = runs;
        this.watchers = watchers;
        this.events = events;
        this.output = output;
        this.mapper = mapper;
    }

    /** One look at the tables: sends what is new and tells whether there may be more. */
    private interface Source {
        boolean sendNew(SseEmitter emitter) throws IOException;
    }

    SseEmitter events(Caller caller, Run run, int after) {
        int[] last = {after};
        return stream(caller, run, emitter -> {
            var fresh = events.after(run.id(), last[0], BATCH);
            for (RunEvents.Event event : fresh) {
                emitter.send(SseEmitter.event()
                        .id(String.valueOf(event.seq()))
                        .name(event.type())
                        .data(event.record(), MediaType.APPLICATION_JSON));
                last[0] = event.seq();
            }
            return !fresh.isEmpty();
        });
    }

    SseEmitter log(Caller caller, Run run, long offset) {
        long[] next = {offset};
        return stream(caller, run, emitter -> {
            RunLogs.Piece piece = output.read(run.projectId(), run.id(), next[0], LOG_PIECE);
            if (piece.content().length == 0) {
                return false;
            }
            ByteBuffer bytes = ByteBuffer.wrap(piece.content());
            String text = decode(bytes);
            next[0] = piece.offset() + bytes.position();
            emitter.send(SseEmitter.event()
                    .id(String.valueOf(next[0]))
                    .data(mapper.writeValueAsString(text), MediaType.APPLICATION_JSON));
            return true;
        });
    }

    /** As lines, some in each message. */
    SseEmitter records(Caller caller, Run run, long offset) {
        long[] next = {offset};
        return stream(caller, run, emitter -> {
            boolean ended =
                    runs.findById(run.id()).map(now -> now.state().terminal()).orElse(true);
            boolean[] sent = {false};
            try {
                next[0] = output.visit(run.projectId(), run.id(), next[0], ended, lines -> {
                    send(emitter, lines);
                    sent[0] = true;
                    next[0] = lines.next();
                    return true;
                });
            } catch (UncheckedIOException gone) {
                throw gone.getCause();
            }
            return sent[0];
        });
    }

    private void send(SseEmitter emitter, RunOutput.Lines lines) {
        for (int from = 0; from < lines.records().size(); from += BATCH) {
            int to = Math.min(from + BATCH, lines.records().size());
            long next = to == lines.records().size()
                    ? lines.next()
                    : lines.records().get(to).seq();
            try {
                emitter.send(SseEmitter.event()
                        .id(String.valueOf(next))
                        .data(
                                mapper.writeValueAsString(lines.records().subList(from, to)),
                                MediaType.APPLICATION_JSON));
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
    }

    /** Whole characters only: what is cut at the end comes with the next piece, unless it is all there is. */
    private static String decode(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.decode(bytes, text, false);
        if (bytes.position() == 0) {
            decoder.decode(bytes, text, true);
        }
        return text.flip().toString();
    }

    private SseEmitter stream(Caller caller, Run run, Source source) {
        SseEmitter emitter = new SseEmitter(0L);
        AtomicReference<@Nullable Future<?>> polling = new AtomicReference<>();
        Runnable stop = () -> {
            Future<?> task = polling.get();
            if (task != null) {
                task.cancel(false);
            }
        };
        emitter.onCompletion(stop);
        emitter.onError(gone -> stop.run());
        int[] rounds = {0};
        // Each look asks for the one who watches: a stream shows no more than its watcher may see at that moment.
        AccessScope watcher = Objects.requireNonNull(AccessScope.current(), "a request has a scope");
        polling.set(timer.scheduleWithFixedDelay(
                watcher.around(() -> round(caller, run, source, emitter, stop, rounds)),
                0,
                POLL_MILLIS,
                TimeUnit.MILLISECONDS));
        return emitter;
    }

    private void round(Caller caller, Run run, Source source, SseEmitter emitter, Runnable stop, int[] rounds) {
        try {
            if (++rounds[0] % RECHECK_EVERY == 0 && !watchers.mayStillRead(caller, run.projectId())) {
                emitter.complete();
                stop.run();
                return;
            }
            // Asked before the last look, so that nothing written before the end is missed.
            boolean ended =
                    runs.findById(run.id()).map(now -> now.state().terminal()).orElse(true);
            boolean more = source.sendNew(emitter);
            while (more) {
                more = source.sendNew(emitter);
            }
            if (ended) {
                emitter.send(SseEmitter.event().name("end").data("{}", MediaType.APPLICATION_JSON));
                emitter.complete();
                stop.run();
            } else if (rounds[0] % PING_EVERY == 0) {
                emitter.send(SseEmitter.event().comment("ping"));
            }
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("A watcher of run {} went away", run.id());
            stop.run();
        } catch (DataAccessException away) {
            // The client keeps its place and comes back by itself.
            emitter.completeWithError(away);
            stop.run();
        }
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
