package io.workbenchx.control.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who can be held to what they did. */
public interface Actor {

    /** User name, never reused. */
    String name();

    /** API key used, if one was. */
    @Nullable UUID keyId();

    /** Run that acts for the person, if one does. */
    @Nullable UUID runId();
}
