package io.workbenchx.control.policy;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address from which code may be taken. Only https with a plain path is one: no helper programs ({@code ext::}), no options
 * ({@code --upload-pack=}), no files, no user names, nothing that climbs.
 *
 * @param address host in lower case, with {@code .git} as written
 */
public record GitRemote(String address) {

    private static final Pattern ADDRESS = Pattern.compile(
            "https://([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)((?:/[A-Za-z0-9_~][A-Za-z0-9._~+-]*)+)");

    /**
     * @throws IllegalArgumentException for anything else
     */
    public static GitRemote of(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches() || text.contains("..")) {
            throw new IllegalArgumentException(text);
        }
        return new GitRemote("https://" + address.group(1).toLowerCase(Locale.ROOT) + address.group(2));
    }

    /** Whether it is one of the addresses, or lies below one that ends in a slash. */
    boolean isBelow(List<String> prefixes) {
        return prefixes.stream()
                .anyMatch(prefix -> prefix.endsWith("/")
                        ? address.startsWith(prefix)
                        : address.equals(prefix) || address.equals(prefix + ".git"));
    }
}
