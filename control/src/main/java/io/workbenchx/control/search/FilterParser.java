package io.workbenchx.control.search;

import io.workbenchx.control.search.FilterLexer.Token;
import io.workbenchx.control.search.FilterLexer.Type;
import io.workbenchx.control.search.SearchTarget.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads {@code clause AND clause …}, where a clause compares one attribute, metric, parameter, tag or dataset with literals. There is no OR and
 * there are no brackets, as in MLflow.
 */
final class FilterParser {

    /** More conditions than a person writes; each costs a subquery. */
    private static final int MAX_CLAUSES = 100;

    private static final int MAX_LIST = 1000;

    private final List<Token> tokens;
    private int next;

    private FilterParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Which value is meant. */
    record Identifier(Kind kind, String key) {}

    /** A literal: text in quotes, or a number. */
    record Literal(String text, boolean number) {}

    /**
     * @param operator upper case: = != > >= < <= LIKE ILIKE IN, NOT IN, IS NULL, IS NOT NULL
     */
    record Clause(Identifier identifier, String operator, List<Literal> values) {}

    static List<Clause> parse(String filter) {
        FilterParser parser = new FilterParser(FilterLexer.cut(filter));
        List<Clause> clauses = new ArrayList<>();
        while (!parser.atEnd()) {
            if (!clauses.isEmpty()) {
                parser.and();
            }
            clauses.add(parser.clause());
            if (clauses.size() > MAX_CLAUSES) {
                throw FilterLexer.invalid("The filter has more than " + MAX_CLAUSES + " conditions.");
            }
        }
        return clauses;
    }

    /** Reads {@code metrics.acc DESC} and the like: an identifier, and whether the order is ascending if it says so. */
    static Order parseOrder(String order) {
        FilterParser parser = new FilterParser(FilterLexer.cut(order));
        Identifier identifier = parser.identifier();
        Optional<Boolean> ascending = Optional.empty();
        if (parser.peek().is("asc") || parser.peek().is("desc")) {
            ascending = Optional.of(parser.take().is("asc"));
        }
        if (!parser.atEnd()) {
            throw FilterLexer.invalid("\"" + shown(order) + "\" is no order: write for example metrics.loss ASC.");
        }
        return new Order(identifier, ascending);
    }

    record Order(Identifier identifier, Optional<Boolean> ascending) {}

    private void and() {
        if (peek().is("or")) {
            throw FilterLexer.invalid("A filter joins its conditions with AND only; OR is not available.");
        }
        if (!take().is("and")) {
            throw FilterLexer.invalid("The filter expects AND before \""
                    + shown(tokens.get(next - 1).text()) + "\".");
        }
    }

    private Clause clause() {
        Identifier identifier = identifier();
        Token operator = take();
        String word = operator.text().toUpperCase(Locale.ROOT);
        if (operator.type() == Type.OPERATOR || word.equals("LIKE") || word.equals("ILIKE")) {
            return new Clause(identifier, word, List.of(literal()));
        }
        return switch (word) {
            case "IN" -> new Clause(identifier, word, list());
            case "NOT" -> {
                expect("IN");
                yield new Clause(identifier, "NOT IN", list());
            }
            case "IS" -> {
                boolean not = peek().is("NOT");
                if (not) {
                    take();
                }
                expect("NULL");
                yield new Clause(identifier, not ? "IS NOT NULL" : "IS NULL", List.of());
            }
            default ->
                throw FilterLexer.invalid(
                        "The filter expects a comparison where it has \"" + shown(operator.text()) + "\".");
        };
    }

    private Identifier identifier() {
        Token first = name();
        if (!peek().is(".")) {
            return new Identifier(Kind.ATTRIBUTE, first.text());
        }
        take();
        Kind kind = first.type() == Type.WORD
                ? Kind.of(first.text()).orElseThrow(() -> unknownKind(first.text()))
                : Kind.ATTRIBUTE;
        StringBuilder key = new StringBuilder();
        Token part = keyPart();
        key.append(part.text());
        while (part.type() != Type.QUOTED && peek().is(".")) {
            take();
            part = keyPart();
            key.append('.').append(part.text());
        }
        return new Identifier(kind, key.toString());
    }

    private Token name() {
        Token token = take();
        if (token.type() != Type.WORD && token.type() != Type.QUOTED) {
            throw FilterLexer.invalid("The filter expects a name where it has \"" + shown(token.text()) + "\".");
        }
        return token;
    }

    /** A part of a key; unlike a name it may begin with a digit. */
    private Token keyPart() {
        Token token = take();
        if (token.type() != Type.WORD && token.type() != Type.QUOTED && token.type() != Type.NUMBER) {
            throw FilterLexer.invalid("The filter expects a key where it has \"" + shown(token.text()) + "\".");
        }
        return token;
    }

    private Literal literal() {
        Token token = take();
        return switch (token.type()) {
            case STRING, QUOTED -> new Literal(token.text(), false);
            case NUMBER -> new Literal(token.text(), true);
            default ->
                throw FilterLexer.invalid("The filter expects a number or a text in quotes where it has \""
                        + shown(token.text()) + "\".");
        };
    }

    private List<Literal> list() {
        expect("(");
        List<Literal> values = new ArrayList<>();
        do {
            values.add(literal());
        } while (values.size() <= MAX_LIST && peek().is(",") && take().is(","));
        expect(")");
        return values;
    }

    private void expect(String word) {
        Token token = take();
        if (!token.is(word)) {
            throw FilterLexer.invalid("The filter expects " + word + " where it has \"" + shown(token.text()) + "\".");
        }
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    private boolean atEnd() {
        return peek().type() == Type.END;
    }

    private static RuntimeException unknownKind(String word) {
        return FilterLexer.invalid(
                "\"" + shown(word) + "\" is nothing to search by: use attributes, metrics, params, tags or datasets.");
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
