package io.workbenchx.control.policy;

/** What somebody may do with a dataset. */
public enum DatasetUse {
    /** See that it is there, its versions and columns. */
    READ,
    /** Add versions. */
    WRITE,
    /** Bind it to a run. */
    TRAIN
}
