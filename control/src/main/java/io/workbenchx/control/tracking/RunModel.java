package io.workbenchx.control.tracking;

/** A logged model that a run read or wrote, and at which step. */
public record RunModel(String modelId, long step) {}
