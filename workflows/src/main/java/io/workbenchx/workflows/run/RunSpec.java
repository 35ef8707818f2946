package io.workbenchx.workflows.run;

/**
 * What a run of some kind is asked to do. Implementations are records whose compact constructor fills defaults and refuses nonsense with
 * {@link FailureCode#SPEC_INVALID}; they hold ids and pointers, never content or secrets.
 */
public interface RunSpec {

    /** One line for people: shown as the run's title and in the Temporal UI. */
    String summary();
}
