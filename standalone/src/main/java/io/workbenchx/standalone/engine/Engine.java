package io.workbenchx.standalone.engine;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The Temporal on which the workbench runs. */
public interface Engine extends AutoCloseable {

    /** Where an engine comes from. */
    enum Kind {
        /** Somebody runs it: {@code TEMPORAL_ADDRESS}. */
        EXTERNAL,
        /** {@code temporal server start-dev} with a database file, started by us. */
        DEV_SERVER,
        /** Inside this JVM; forgets everything with it. */
        IN_PROCESS
    }

    Kind kind();

    /** host:port of the front end. */
    String address();

    String namespace();

    /** The address of the web UI, when the engine has one that we know. */
    @Nullable String ui();

    /** The pid of its process when it is ours, else 0. */
    long pid();

    /** One line about what this engine is and what it cannot do. */
    String announcement();

    /** Whether workflows survive the end of the engine's process. */
    default boolean durable() {
        return kind() != Kind.IN_PROCESS;
    }

    @Override
    void close() throws IOException;
}
