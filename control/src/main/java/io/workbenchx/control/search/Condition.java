package io.workbenchx.control.search;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a WHERE or ORDER BY clause. The text is put together from constants of this program only; whatever a user wrote is a parameter.
 */
public record Condition(String sql, List<Object> parameters) {

    public static final Condition TRUE = new Condition("true", List.of());

    public Condition {
        parameters = List.copyOf(parameters);
    }

    public static Condition of(String sql, Object... parameters) {
        return new Condition(sql, List.of(parameters));
    }

    public Condition and(Condition other) {
        return join(" and ", other);
    }

    Condition then(Condition other) {
        return join(", ", other);
    }

    private Condition join(String by, Condition other) {
        List<Object> all = new ArrayList<>(parameters);
        all.addAll(other.parameters);
        return new Condition(sql + by + other.sql, all);
    }
}
