package io.workbenchx.control.policy;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a YAML document that knows its line, so that every mistake can be pointed at.
 *
 * @param line counted from 1
 * @param path where it is in the document, such as {@code gates[0].require}
 * @param text of a scalar, else null
 * @param fields of a mapping, else null; in the order written
 * @param items of a sequence, else null
 */
record YamlNode(
        int line,
        String path,
        @Nullable String text,
        @Nullable Map<String, YamlNode> fields,
        @Nullable List<YamlNode> items) {

    /** The mistake, with its line. */
    WorkbenchException mistake(String problem) {
        return mistake(line, (path.isEmpty() ? "" : path + " ") + problem);
    }

    static WorkbenchException mistake(int line, String problem) {
        return new WorkbenchException(
                FailureCode.SPEC_INVALID, "Policy, line " + line + ": " + problem, Map.of("line", line), null);
    }

    /** The fields of a mapping that has none but these. */
    Map<String, YamlNode> fields(String... known) {
        Map<String, YamlNode> present = mapping();
        present.forEach((name, value) -> {
            if (!List.of(known).contains(name)) {
                throw mistake(
                        value.line(),
                        "\"" + name + "\" is not known " + (path.isEmpty() ? "here" : "in " + path) + ": use "
                                + String.join(", ", known) + ".");
            }
        });
        return present;
    }

    /** The fields of a mapping whose names are free. */
    Map<String, YamlNode> mapping() {
        if (fields == null) {
            throw mistake("holds names and values, such as \"name: value\".");
        }
        return fields;
    }

    /** The elements of a list. */
    List<YamlNode> list() {
        if (items == null) {
            throw mistake("is a list, such as [a, b].");
        }
        return items;
    }

    List<String> texts() {
        return list().stream().map(YamlNode::string).toList();
    }

    /** A text that says something. */
    String string() {
        if (text == null || text.isBlank()) {
            throw mistake("is a text, and not empty.");
        }
        return text;
    }

    /** What a function makes of the text; it says no with an {@link IllegalArgumentException}. */
    <T> T as(String what, Function<String, T> reader) {
        try {
            return reader.apply(string());
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException wrong) {
            throw mistake("is " + what + "; \"" + text + "\" is not.");
        }
    }

    /** One of a few words. */
    boolean is(String word, String otherwise) {
        String found = string();
        if (!found.equals(word) && !found.equals(otherwise)) {
            throw mistake("is " + word + " or " + otherwise + "; \"" + found + "\" is not.");
        }
        return found.equals(word);
    }

    static <T> Optional<T> in(Map<String, YamlNode> fields, String name, Function<YamlNode, T> reader) {
        return Optional.ofNullable(fields.get(name)).map(reader);
    }
}
