package io.workbenchx.cli.client;

/**
 * One event of a {@code text/event-stream}.
 *
 * @param id where to resume; "" when the server gave none
 * @param type "message" when the server gave none
 */
public record ServerEvent(String id, String type, String data) {}
