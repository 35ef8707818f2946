package io.workbenchx.providers.runner;

/**
 * A piece of a workload's output (stdout and stderr in the order written).
 *
 * @param offset of the first byte, counted from the start of the output
 * @param dropped bytes between the offset asked for and {@code offset} that are gone because the output exceeded its cap
 */
public record LogChunk(long offset, byte[] content, long dropped) {}
