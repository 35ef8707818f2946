package io.workbenchx.activities.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.control.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks for the secret of {@link PlantedSecretIT} in all its forms: in processes, files and tables. */
final class Traces {

    /** What a search finds; for base64 the digits that are the same whatever stands around it. */
    static final List<String> FORMS = List.of(
            PlantedSecretIT.SECRET,
            "S3cret+V4lue",
            inside(0),
            inside(1),
            inside(2),
            URLEncoder.encode(PlantedSecretIT.SECRET, StandardCharsets.UTF_8),
            URLEncoder.encode("S3cret+V4lue", StandardCharsets.UTF_8),
            hex("S3cret+V4lue"));

    private Traces() {}

    static boolean found(String text) {
        return FORMS.stream().anyMatch(form -> text.contains(form) || text.contains(hex(form)));
    }

    static List<String> commandLines() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path process : processes()) {
            found.add(read(process.resolve("cmdline")));
        }
        return found;
    }

    static List<Path> holders() throws IOException {
        return processes().stream()
                .filter(process -> found(read(process.resolve("environ"))))
                .toList();
    }

    private static List<Path> processes() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList();
        }
    }

    static List<Path> filesWithIt(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> found(read(file)))
                    .toList();
        } catch (UncheckedIOException goneMeanwhile) {
            return List.of(home);
        }
    }

    /** Byte by byte; empty when it is gone or not ours to read. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Every row of every table, as text; bytes as hexadecimal. */
    static String dump() {
        JdbcClient owner = JdbcClient.create(TestDatabase.owner());
        StringBuilder dump = new StringBuilder();
        List<String> tables = owner.sql("select tablename from pg_tables where schemaname = 'ops'")
                .query(String.class)
                .list();
        assertThat(tables).hasSizeGreaterThan(20);
        for (String table : tables) {
            owner.sql("select t::text from ops.\"" + table + "\" t")
                    .query(String.class)
                    .list()
                    .forEach(row -> dump.append(table).append(row).append('\n'));
        }
        return dump.toString();
    }

    /** What the base64 strings of a JSON text say. */
    static String readable(String json) {
        StringBuilder text = new StringBuilder();
        Matcher data = Pattern.compile("\"([A-Za-z0-9+/]{8,}={0,2})\"").matcher(json);
        while (data.find()) {
            if (data.group(1).length() % 4 == 0) {
                text.append(new String(Base64.getDecoder().decode(data.group(1)), StandardCharsets.ISO_8859_1))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String inside(int before) {
        String encoded = Base64.getEncoder()
                .encodeToString(("x".repeat(before) + PlantedSecretIT.SECRET + "xx").getBytes(StandardCharsets.UTF_8));
        return encoded.substring(4, 20);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
