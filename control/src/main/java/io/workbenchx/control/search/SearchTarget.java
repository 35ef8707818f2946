package io.workbenchx.control.search;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What can be searched for in one kind of thing: which attributes it has and in which tables its keyed values stand.
 *
 * @param attributes by the name users write
 * @param keyed tables of parameters, metrics and tags
 * @param datasets FROM and WHERE of the datasets of a row ({@code d}), empty when it has none
 * @param absentDiffers whether a missing tag counts as different in {@code tag.x != 'y'}, as the model registry has it
 */
public record SearchTarget(
        Map<String, Attribute> attributes, Map<Kind, Keyed> keyed, Optional<String> datasets, boolean absentDiffers) {

    public SearchTarget {
        attributes = Map.copyOf(attributes);
        keyed = Map.copyOf(keyed);
    }

    /** What the word before the dot means. */
    public enum Kind {
        ATTRIBUTE,
        METRIC,
        PARAM,
        TAG,
        DATASET;

        static Optional<Kind> of(String word) {
            return Optional.ofNullable(
                    switch (word.toLowerCase(Locale.ROOT)) {
                        case "attribute", "attributes", "attr", "run" -> ATTRIBUTE;
                        case "metric", "metrics" -> METRIC;
                        case "param", "params", "parameter", "parameters" -> PARAM;
                        case "tag", "tags" -> TAG;
                        case "dataset", "datasets" -> DATASET;
                        default -> null;
                    });
        }
    }

    /**
     * @param sql expression over the row
     * @param type decides which comparisons make sense
     */
    public record Attribute(String sql, Type type) {

        public static Attribute text(String sql) {
            return new Attribute(sql, Type.TEXT);
        }

        public static Attribute number(String sql) {
            return new Attribute(sql, Type.NUMBER);
        }

        /** A run id, stored as uuid: users write it with or without dashes. */
        public static Attribute runId(String sql) {
            return new Attribute(sql, Type.RUN_ID);
        }
    }

    /** What an attribute holds. */
    public enum Type {
        TEXT,
        NUMBER,
        RUN_ID
    }

    /**
     * A table of key and value.
     *
     * @param from FROM and WHERE that tie its rows ({@code v}) to the row searched
     */
    public record Keyed(String from) {}
}
