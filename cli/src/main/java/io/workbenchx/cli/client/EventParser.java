package io.workbenchx.cli.client;

import java.util.Optional;

/** Puts the lines of a {@code text/event-stream} together to events, as the HTML standard says. */
final class EventParser {

    private String lastId = "";
    private String type = "";
    private StringBuilder data = new StringBuilder();
    private boolean dataSeen;

    /** Takes the next line, and gives the event that it completes. */
    Optional<ServerEvent> line(String line) {
        if (line.isEmpty()) {
            return complete();
        }
        int colon = line.indexOf(':');
        var field = colon < 0 ? line : line.substring(0, colon);
        var value = colon < 0 ? "" : line.substring(colon + 1);
        accept(field, value.startsWith(" ") ? value.substring(1) : value);
        return Optional.empty();
    }

    private void accept(String field, String value) {
        switch (field) {
            case "id" -> lastId = value;
            case "event" -> type = value;
            case "data" -> {
                data.append(dataSeen ? "\n" : "").append(value);
                dataSeen = true;
            }
            default -> {
                // Comments (an empty field name) keep the connection alive and mean nothing.
            }
        }
    }

    private Optional<ServerEvent> complete() {
        var event = new ServerEvent(lastId, type.isEmpty() ? "message" : type, data.toString());
        boolean something = dataSeen || !type.isEmpty();
        type = "";
        data = new StringBuilder();
        dataSeen = false;
        return something ? Optional.of(event) : Optional.empty();
    }
}
