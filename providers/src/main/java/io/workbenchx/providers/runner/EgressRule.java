package io.workbenchx.providers.runner;

import java.util.List;
import java.util.Locale;

/**
 * Which hosts a workload may reach: {@code host:port}, or {@code *.domain:port} for everything below a domain.
 *
 * @param host in lower case; with a leading {@code *.} all names below
 */
public record EgressRule(String host, int port) {

    private static final String NAME = "(\\*\\.)?[a-z0-9]([a-z0-9-]{0,62})?(\\.[a-z0-9]([a-z0-9-]{0,62})?)*";

    /**
     * @throws IllegalArgumentException when it is not of that form
     */
    public static EgressRule of(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split(":", -1);
        boolean valid = parts.length == 2 && parts[0].matches(NAME) && parts[1].matches("[0-9]{1,5}");
        int port = valid ? Integer.parseInt(parts[1]) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "a host that workloads may reach is written host:port or *.domain:port, not " + text);
        }
        return new EgressRule(parts[0], port);
    }

    static boolean allows(List<String> rules, String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return rules.stream()
                .map(EgressRule::of)
                .anyMatch(rule -> rule.port == port
                        && (rule.host.startsWith("*.")
                                ? name.endsWith(rule.host.substring(1))
                                : name.equals(rule.host)));
    }
}
