package io.workbenchx.control.search;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a filter into tokens. */
final class FilterLexer {

    static final int MAX_LENGTH = 16_384;

    private static final Pattern TOKEN = Pattern.compile("""
            (?<space>\\s+)\
            |(?<number>[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?(?![\\p{L}\\p{N}_.]))\
            |(?<string>'[^']*')\
            |(?<quoted>"[^"]*"|`[^`]*`)\
            |(?<word>[\\p{L}_][\\p{L}\\p{N}_/-]*)\
            |(?<operator>>=|<=|!=|=|>|<)\
            |(?<mark>[.(),])""");

    private FilterLexer() {}

    /** What a token is. */
    enum Type {
        NUMBER,
        /** In single quotes: always a value. */
        STRING,
        /** In double quotes or backticks: a name, or a value where one is due. */
        QUOTED,
        WORD,
        OPERATOR,
        MARK,
        END
    }

    /**
     * @param text without its quotes
     */
    record Token(Type type, String text, int end) {

        boolean is(String word) {
            return (type == Type.WORD || type == Type.MARK || type == Type.OPERATOR) && text.equalsIgnoreCase(word);
        }
    }

    static List<Token> cut(String filter) {
        if (filter.length() > MAX_LENGTH) {
            throw invalid("The filter is longer than " + MAX_LENGTH + " characters.");
        }
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(filter);
        int at = 0;
        while (at < filter.length()) {
            matcher.region(at, filter.length());
            if (!matcher.lookingAt()) {
                throw invalid("The filter cannot be read from \"" + excerpt(filter, at) + "\" on.");
            }
            if (matcher.group("space") == null) {
                tokens.add(token(matcher));
            }
            at = matcher.end();
        }
        tokens.add(new Token(Type.END, "", filter.length()));
        return tokens;
    }

    private static Token token(Matcher matcher) {
        String text = matcher.group();
        if (matcher.group("number") != null) {
            return new Token(Type.NUMBER, text, matcher.end());
        }
        if (matcher.group("string") != null) {
            return new Token(Type.STRING, text.substring(1, text.length() - 1), matcher.end());
        }
        if (matcher.group("quoted") != null) {
            return new Token(Type.QUOTED, text.substring(1, text.length() - 1), matcher.end());
        }
        if (matcher.group("word") != null) {
            return new Token(Type.WORD, text, matcher.end());
        }
        return new Token(matcher.group("operator") == null ? Type.MARK : Type.OPERATOR, text, matcher.end());
    }

    static WorkbenchException invalid(String message) {
        return new WorkbenchException(FailureCode.SPEC_INVALID, message);
    }

    private static String excerpt(String filter, int at) {
        return filter.substring(at, Math.min(filter.length(), at + 20)).replaceAll("\\p{Cntrl}", "?");
    }
}
