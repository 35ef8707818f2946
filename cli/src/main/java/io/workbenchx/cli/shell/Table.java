package io.workbenchx.cli.shell;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows under aligned headings; a column whose every value is a number is set to the right. */
public final class Table {

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    private record Cell(String text, UnaryOperator<String> paint) {}

    private Table(List<String> headings) {
        this.headings = headings;
    }

    public static Table of(String... headings) {
        return new Table(List.of(headings));
    }

    public static Table of(List<String> headings) {
        return new Table(List.copyOf(headings));
    }

    public Table row(String... cells) {
        return row(List.of(cells), UnaryOperator.identity());
    }

    /** A row whose cells are painted after they were measured, so that colours do not disturb the alignment. */
    public Table row(List<String> cells, UnaryOperator<String> paint) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(cells.size() + " cells under " + headings.size() + " headings");
        }
        rows.add(cells.stream().map(text -> new Cell(Plain.line(text), paint)).toList());
        return this;
    }

    public int size() {
        return rows.size();
    }

    /** Prints the table, or the sentence given when there is nothing to show. */
    public void print(PrintStream out, Style style, String whenEmpty) {
        if (rows.isEmpty()) {
            out.println(whenEmpty);
            return;
        }
        var line = new StringBuilder();
        for (int column = 0; column < headings.size(); column++) {
            append(line, column, headings.get(column), style::quiet);
        }
        out.println(line.toString().stripTrailing());
        for (var row : rows) {
            line.setLength(0);
            for (int column = 0; column < row.size(); column++) {
                var cell = row.get(column);
                append(line, column, cell.text(), text -> cell.paint().apply(style.state(text)));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private void append(StringBuilder line, int column, String text, UnaryOperator<String> paint) {
        var padding = " ".repeat(width(column) - length(text));
        var gap = column == headings.size() - 1 ? "" : "  ";
        var painted = paint.apply(text);
        line.append(numeric(column) ? padding + painted : painted + padding).append(gap);
    }

    private int width(int column) {
        int width = length(headings.get(column));
        for (var row : rows) {
            width = Math.max(width, length(row.get(column).text()));
        }
        return width;
    }

    private boolean numeric(int column) {
        return rows.stream()
                .map(row -> row.get(column).text())
                .allMatch(text -> text.isEmpty() || text.equals("-") || text.matches("[-+]?[0-9][0-9.,eE+-]*"));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
