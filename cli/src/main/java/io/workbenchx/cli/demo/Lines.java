package io.workbenchx.cli.demo;

import java.util.function.Consumer;

/** Puts output that arrives in pieces together to lines, because a piece may end anywhere. */
final class Lines implements Consumer<String> {

    private final Consumer<String> reader;
    private final StringBuilder rest = new StringBuilder();

    Lines(Consumer<String> reader) {
        this.reader = reader;
    }

    @Override
    public void accept(String piece) {
        rest.append(piece);
        for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
            reader.accept(rest.substring(0, end).stripTrailing());
            rest.delete(0, end + 1);
        }
    }
}
