package io.workbenchx.control.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Schema and row count of a CSV file (RFC 4180, UTF-8, header in the first line), read once in constant memory.
 *
 * @param rows data rows
 */
record CsvProfile(List<DatasetVersion.Column> columns, long rows) {

    private static final int MAX_COLUMNS = 10_000;
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern DOUBLE = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Pattern BOOLEAN = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);

    static CsvProfile read(InputStream content) {
        // Lines of another length are found here, where the message can name both.
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .allowMissingFields(true)
                .allowExtraFields(true)
                .ofCsvRecord(text(content))) {
            List<Guess> guesses = new ArrayList<>();
            long rows = 0;
            for (CsvRecord line : reader) {
                if (guesses.isEmpty()) {
                    guesses.addAll(header(line));
                } else {
                    add(guesses, line);
                    rows++;
                }
            }
            if (guesses.isEmpty()) {
                throw invalid("it is empty");
            }
            return new CsvProfile(guesses.stream().map(Guess::column).toList(), rows);
        } catch (CharacterCodingException e) {
            throw invalid("it is not UTF-8 text");
        } catch (CsvParseException e) {
            throw invalid(
                    e.getCause() instanceof CharacterCodingException
                            ? "it is not UTF-8 text"
                            : String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof CharacterCodingException ? invalid("it is not UTF-8 text") : e;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the upload", e);
        }
    }

    /** The text without the byte order mark that spreadsheets put before it. */
    private static Reader text(InputStream content) throws IOException {
        Reader text = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8.newDecoder()));
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }

    private static List<Guess> header(CsvRecord line) {
        if (line.getFieldCount() > MAX_COLUMNS) {
            throw invalid("it has more than " + MAX_COLUMNS + " columns");
        }
        Set<String> seen = new HashSet<>();
        for (String name : line.getFields()) {
            if (name.isBlank() || !seen.add(name)) {
                throw invalid("its header has an empty or repeated name: \"" + name + "\"");
            }
        }
        return line.getFields().stream().map(Guess::new).toList();
    }

    private static void add(List<Guess> guesses, CsvRecord line) {
        if (line.getFieldCount() != guesses.size()) {
            throw invalid("line " + line.getStartingLineNumber() + " has " + line.getFieldCount()
                    + " fields, the header " + guesses.size());
        }
        for (int i = 0; i < guesses.size(); i++) {
            guesses.get(i).see(line.getField(i));
        }
    }

    private static WorkbenchException invalid(String reason) {
        return new WorkbenchException(
                FailureCode.SPEC_INVALID, "The file is not a CSV file with a header: " + reason + ".");
    }

    private static final class Guess {
        private final String name;
        private boolean integer = true;
        private boolean number = true;
        private boolean bool = true;
        private boolean nullable;
        private boolean seen;

        Guess(String name) {
            this.name = name;
        }

        void see(String value) {
            if (value.isEmpty()) {
                nullable = true;
                return;
            }
            seen = true;
            integer = integer && INTEGER.matcher(value).matches();
            number = number && (integer || DOUBLE.matcher(value).matches());
            bool = bool && BOOLEAN.matcher(value).matches();
        }

        DatasetVersion.Column column() {
            String type = !seen ? "string" : integer ? "integer" : number ? "double" : bool ? "boolean" : "string";
            return new DatasetVersion.Column(name, type, nullable);
        }
    }
}
