package io.workbenchx.providers.runner;

/** A connection that a workload asked for and did not get. */
public record EgressAttempt(String host, int port, String reason) {}
