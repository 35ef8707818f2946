package io.workbenchx.control.search;

import io.workbenchx.control.search.FilterParser.Clause;
import io.workbenchx.control.search.FilterParser.Identifier;
import io.workbenchx.control.search.FilterParser.Literal;
import io.workbenchx.control.search.SearchTarget.Attribute;
import io.workbenchx.control.search.SearchTarget.Keyed;
import io.workbenchx.control.search.SearchTarget.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns filters and orders into SQL whose text holds nothing a user wrote. */
public final class FilterCompiler {

    private static final Set<String> NUMERIC = Set.of("=", "!=", ">", ">=", "<", "<=");
    private static final Set<String> TEXTUAL = Set.of("=", "!=", "LIKE", "ILIKE", "IN", "NOT IN");
    private static final Set<String> EXISTENCE = Set.of("IS NULL", "IS NOT NULL");

    /** No backslash escapes: the pattern means the same here as in MLflow. */
    private static final Map<String, String> SQL = Map.of(
            "=", " = ?",
            "!=", " <> ?",
            ">", " > ?",
            ">=", " >= ?",
            "<", " < ?",
            "<=", " <= ?",
            "LIKE", " like ? escape ''",
            "ILIKE", " ilike ? escape ''",
            "IN", " = any(?)",
            "NOT IN", " <> all(?)");

    private static final Map<String, String> DATASET_COLUMNS =
            Map.of("name", "d.name", "digest", "d.digest", "context", "d.tags ->> 'mlflow.data.context'");

    private final SearchTarget target;

    public FilterCompiler(SearchTarget target) {
        this.target = target;
    }

    /**
     * The condition a filter means; null and blank mean everything.
     *
     * @throws io.workbenchx.workflows.run.WorkbenchException SPEC_INVALID
     */
    public Condition filter(@Nullable String filter) {
        if (filter == null || filter.isBlank()) {
            return Condition.TRUE;
        }
        return FilterParser.parse(filter).stream()
                .map(this::compile)
                .reduce(Condition::and)
                .orElse(Condition.TRUE);
    }

    /**
     * The ORDER BY list that orders mean, followed by the tie-break.
     *
     * @param tieBreak SQL that makes the order total
     */
    public Condition order(List<String> orders, String tieBreak) {
        Condition end = new Condition(tieBreak, List.of());
        return orders.stream()
                .map(this::compileOrder)
                .reduce(Condition::then)
                .map(order -> order.then(end))
                .orElse(end);
    }

    private Condition compile(Clause clause) {
        return switch (clause.identifier().kind()) {
            case ATTRIBUTE -> attribute(clause);
            case METRIC -> metric(clause);
            case PARAM, TAG -> keyedText(clause);
            case DATASET -> dataset(clause);
        };
    }

    private Condition attribute(Clause clause) {
        Attribute attribute = attribute(clause.identifier().key());
        if (attribute.type() == Type.NUMBER) {
            require(clause, NUMERIC);
            return Condition.of(attribute.sql() + SQL.get(clause.operator()), number(clause));
        }
        require(clause, TEXTUAL);
        if (attribute.type() == Type.RUN_ID) {
            return Condition.of(
                    attribute.sql() + "::text" + SQL.get(clause.operator()), texts(clause, FilterCompiler::runId));
        }
        return Condition.of(attribute.sql() + SQL.get(clause.operator()), texts(clause, text -> text));
    }

    private Condition metric(Clause clause) {
        require(clause, NUMERIC);
        String differs = clause.operator().equals("!=") ? "(v.is_nan or v.value <> ?)" : null;
        String compare = differs == null ? "not v.is_nan and v.value" + SQL.get(clause.operator()) : differs;
        return exists(keyed(clause.identifier()), clause.identifier().key(), compare, number(clause));
    }

    private Condition keyedText(Clause clause) {
        Keyed keyed = keyed(clause.identifier());
        String key = clause.identifier().key();
        if (EXISTENCE.contains(clause.operator())) {
            Condition present = Condition.of("exists (select 1 from " + keyed.from() + " and v.key = ?)", key);
            return clause.operator().equals("IS NULL") ? not(present) : present;
        }
        require(clause, Set.of("=", "!=", "LIKE", "ILIKE"));
        Object value = texts(clause, text -> text);
        if (clause.operator().equals("!=") && target.absentDiffers()) {
            return not(exists(keyed, key, "v.value = ?", value));
        }
        return exists(keyed, key, "v.value" + SQL.get(clause.operator()), value);
    }

    private Condition dataset(Clause clause) {
        String from = target.datasets().orElseThrow(() -> FilterLexer.invalid("Datasets cannot be searched by here."));
        String column = DATASET_COLUMNS.get(clause.identifier().key());
        if (column == null) {
            throw FilterLexer.invalid("A dataset has a name, a digest and a context to search by, but no "
                    + clause.identifier().key() + ".");
        }
        require(clause, TEXTUAL);
        return Condition.of(
                "exists (select 1 from " + from + " and (" + column + ")" + SQL.get(clause.operator()) + ")",
                texts(clause, text -> text));
    }

    private Condition compileOrder(String text) {
        FilterParser.Order order = FilterParser.parseOrder(text);
        boolean ascending = order.ascending().orElse(true);
        String direction = ascending ? " asc nulls last" : " desc nulls last";
        Identifier identifier = order.identifier();
        return switch (identifier.kind()) {
            case ATTRIBUTE -> new Condition(attribute(identifier.key()).sql() + direction, List.of());
            case METRIC -> {
                // Not a number comes after all numbers, and no value at all after that, whatever the direction.
                String from = keyed(identifier).from() + " and v.key = ? limit 1";
                yield Condition.of("(select v.is_nan from " + from + ") asc nulls last", identifier.key())
                        .then(Condition.of("(select v.value from " + from + ")" + direction, identifier.key()));
            }
            case PARAM, TAG ->
                Condition.of(
                        "(select v.value from " + keyed(identifier).from() + " and v.key = ? limit 1)" + direction,
                        identifier.key());
            case DATASET -> throw FilterLexer.invalid("Datasets are nothing to order by.");
        };
    }

    private static Condition exists(Keyed keyed, String key, String compare, Object value) {
        return Condition.of(
                "exists (select 1 from " + keyed.from() + " and v.key = ? and " + compare + ")", key, value);
    }

    private static Condition not(Condition condition) {
        return new Condition("not " + condition.sql(), condition.parameters());
    }

    private Attribute attribute(String name) {
        Attribute attribute = target.attributes().get(name);
        if (attribute == null) {
            throw FilterLexer.invalid("There is no attribute \"" + name + "\" to search by: use one of "
                    + String.join(
                            ", ", target.attributes().keySet().stream().sorted().toList()) + ".");
        }
        return attribute;
    }

    private Keyed keyed(Identifier identifier) {
        Keyed keyed = target.keyed().get(identifier.kind());
        if (keyed == null) {
            throw FilterLexer.invalid("There is no " + identifier.kind().name().toLowerCase(java.util.Locale.ROOT)
                    + " to search by here.");
        }
        return keyed;
    }

    private static void require(Clause clause, Set<String> allowed) {
        if (!allowed.contains(clause.operator())) {
            throw FilterLexer.invalid("\"" + clause.identifier().key() + "\" cannot be compared with "
                    + clause.operator() + ": use one of "
                    + String.join(" ", allowed.stream().sorted().toList()) + ".");
        }
    }

    private static Double number(Clause clause) {
        Literal value = clause.values().get(0);
        if (!value.number()) {
            throw FilterLexer.invalid(
                    "\"" + clause.identifier().key() + "\" is a number: compare it with a number without quotes.");
        }
        return Double.valueOf(value.text());
    }

    /** One text, or an array of them for IN and NOT IN. */
    private static Object texts(Clause clause, java.util.function.UnaryOperator<String> as) {
        List<String> texts = new ArrayList<>();
        for (Literal value : clause.values()) {
            if (value.number() || value.text().indexOf('\0') >= 0) {
                throw FilterLexer.invalid(
                        "\"" + clause.identifier().key() + "\" is a text: compare it with a text in quotes.");
            }
            texts.add(as.apply(value.text()));
        }
        return clause.operator().endsWith("IN") ? texts.toArray(String[]::new) : texts.get(0);
    }

    private static String runId(String text) {
        if (text.matches("[0-9a-fA-F]{32}")) {
            return new UUID(
                            Long.parseUnsignedLong(text.substring(0, 16), 16),
                            Long.parseUnsignedLong(text.substring(16), 16))
                    .toString();
        }
        return text;
    }
}
