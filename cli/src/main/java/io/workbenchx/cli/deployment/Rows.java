package io.workbenchx.cli.deployment;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.workbenchx.cli.client.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Rows of a table to predict on.
 *
 * @param columns names, or empty when the rows have none
 */
public record Rows(List<String> columns, List<List<String>> values) {

    public Rows {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
    }

    /** The rows of a CSV file with a heading, at most as many as wanted. */
    public static Rows read(Path file, int most) {
        try (var csv = CsvReader.builder().ofCsvRecord(file)) {
            return read(csv.iterator(), most, file.toString());
        } catch (IOException | UncheckedIOException e) {
            throw new CommandException("The file " + file + " cannot be read. Check the path.");
        }
    }

    /** The rows of a CSV text with a heading. */
    public static Rows parse(String csv, int most) {
        return read(CsvReader.builder().ofCsvRecord(csv).iterator(), most, "the text");
    }

    private static Rows read(java.util.Iterator<CsvRecord> records, int most, String where) {
        if (!records.hasNext()) {
            throw new CommandException(
                    "There is nothing in " + where + ". Give a CSV with a heading and at least one row.");
        }
        var columns = records.next().getFields();
        var values = new ArrayList<List<String>>();
        while (records.hasNext() && values.size() < most) {
            values.add(records.next().getFields());
        }
        return new Rows(columns, values);
    }

    /** The rows without these columns. */
    public Rows without(Collection<String> dropped) {
        for (var name : dropped) {
            if (!columns.contains(name)) {
                throw new CommandException(
                        "There is no column \"" + name + "\" to drop. There are: " + String.join(", ", columns));
            }
        }
        var kept = columns.stream().filter(name -> !dropped.contains(name)).toList();
        return new Rows(kept, values.stream().map(row -> pick(row, kept)).toList());
    }

    /** The values of one column. */
    public List<String> column(String name) {
        int at = columns.indexOf(name);
        return values.stream().map(row -> row.get(at)).toList();
    }

    private List<String> pick(List<String> row, List<String> kept) {
        return kept.stream().map(name -> row.get(columns.indexOf(name))).toList();
    }
}
