package io.workbenchx.cli.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Style;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Runs side by side: a row per parameter and metric, marked where the runs differ. */
public final class Comparison {

    private static final int DECIMALS = 6;

    private final List<JsonNode> runs;

    /**
     * @param answer what {@code GET …/compare} gave
     */
    public Comparison(JsonNode answer) {
        this.runs = Json.items(answer.path("runs"));
    }

    /** Prints the table for people. */
    public void print(Shell shell) {
        table(shell.style()).print(shell.out(), shell.style(), "These runs logged neither parameters nor metrics.");
    }

    /** The table as lines without colours. */
    public List<String> lines() {
        var out = new ByteArrayOutputStream();
        table(new Style(false)).print(new PrintStream(out, true, UTF_8), new Style(false), "");
        return out.toString(UTF_8).lines().toList();
    }

    private Table table(Style style) {
        var headings = new ArrayList<String>();
        headings.add("");
        headings.add("");
        runs.forEach(run -> headings.add(shortId(run)));
        var table = Table.of(headings);
        rows(table, style, "params");
        rows(table, style, "metrics");
        return table;
    }

    private void rows(Table table, Style style, String group) {
        for (var name : names(group)) {
            var values = runs.stream().map(run -> value(run, group, name)).toList();
            boolean differs = new LinkedHashSet<>(values).size() > 1;
            var cells = new ArrayList<String>();
            cells.add(differs ? "*" : "");
            cells.add(name);
            cells.addAll(values);
            table.row(cells, text -> differs ? style.strong(text) : text);
        }
    }

    private Set<String> names(String group) {
        var names = new TreeSet<String>();
        runs.forEach(run -> Json.fields(run.path(group)).forEach(field -> names.add(field.getKey())));
        return names;
    }

    private static String value(JsonNode run, String group, String name) {
        var value = run.path(group).path(name);
        return value.isNumber() ? Units.decimal(value.asDouble(), DECIMALS) : Json.text(value);
    }

    // The ends of time-ordered ids differ where their beginnings agree.
    private static String shortId(JsonNode run) {
        var id = Runs.id(run);
        return id.length() <= 12 ? id : "…" + id.substring(id.length() - 12);
    }
}
