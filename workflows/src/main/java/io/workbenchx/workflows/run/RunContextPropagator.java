package io.workbenchx.workflows.run;

import io.temporal.api.common.v1.Payload;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.converter.DataConverter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries the {@link RunContext} from the start of a run to all of its activities, children and continuations, in a header. Headers are
 * made by clients and never encrypted: only ids and names are in them, and whoever acts on them looks the run up.
 */
public final class RunContextPropagator implements ContextPropagator {

    private static final String HEADER = "wbx-run";
    private static final ThreadLocal<@Nullable RunContext> CURRENT = new ThreadLocal<>();
    private static final DataConverter CONVERTER = WorkbenchDataConverter.create();

    /** Makes the context current on this thread until closed. */
    public static Scope open(RunContext context) {
        RunContext before = CURRENT.get();
        CURRENT.set(context);
        return () -> CURRENT.set(before);
    }

    /** The run this thread works for, or null. */
    public static @Nullable RunContext current() {
        return CURRENT.get();
    }

    /** Ends what {@link #open} began. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public String getName() {
        return HEADER;
    }

    @Override
    public Map<String, Payload> serializeContext(Object context) {
        return context instanceof RunContext run
                ? CONVERTER
                        .toPayload(run)
                        .map(payload -> Map.of(HEADER, payload))
                        .orElse(Map.of())
                : Map.of();
    }

    @Override
    @SuppressWarnings("NullAway") // the SDK takes and gives back null for "no context"
    public Object deserializeContext(Map<String, Payload> header) {
        Payload payload = header.get(HEADER);
        return payload == null ? null : CONVERTER.fromPayload(payload, RunContext.class, RunContext.class);
    }

    @Override
    @SuppressWarnings("NullAway")
    public Object getCurrentContext() {
        return CURRENT.get();
    }

    @Override
    public void setCurrentContext(@Nullable Object context) {
        CURRENT.set(context instanceof RunContext run ? run : null);
    }
}
