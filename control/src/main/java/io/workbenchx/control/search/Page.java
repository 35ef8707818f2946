package io.workbenchx.control.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some of many results.
 *
 * @param next opaque token of the next page, null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {

    private static final Pattern TOKEN = Pattern.compile("offset:(\\d{1,12})");

    public Page {
        items = List.copyOf(items);
    }

    /** A page from one row more than was asked for, which tells whether there is a next one. */
    public static <T> Page<T> of(List<T> oneMore, long offset, int limit) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        String next = "offset:" + (offset + limit);
        return new Page<>(
                oneMore.subList(0, limit),
                Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Where the page of a token begins; 0 without a token.
     *
     * @throws io.workbenchx.workflows.run.WorkbenchException SPEC_INVALID for a token that is none of ours
     */
    public static long offset(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return 0;
        }
        try {
            Matcher matcher = TOKEN.matcher(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
            if (matcher.matches()) {
                return Long.parseLong(matcher.group(1));
            }
        } catch (IllegalArgumentException notBase64) {
            throw FilterLexer.invalid("The page token is not valid: use the one the last page gave, or none.");
        }
        throw FilterLexer.invalid("The page token is not valid: use the one the last page gave, or none.");
    }
}
