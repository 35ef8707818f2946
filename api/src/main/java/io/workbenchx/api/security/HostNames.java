package io.workbenchx.api.security;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names under which a server is known; ports do not matter. */
public final class HostNames {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1");
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");

    private final Set<String> names = new HashSet<>();

    /**
     * @param configured further names
     * @param address what the server is bound to; a wildcard is no name
     * @param url where it is reached
     */
    public HostNames(Collection<String> configured, @Nullable String address, @Nullable String url) {
        LOOPBACK.forEach(this::add);
        configured.forEach(this::add);
        if (address != null && !WILDCARDS.contains(canonical(address))) {
            add(address);
        }
        String host = url == null ? null : URI.create(url).getHost();
        if (host != null) {
            add(host);
        }
    }

    private void add(String name) {
        String canonical = canonical(name);
        if (!canonical.isEmpty()) {
            names.add(canonical);
        }
    }

    /** Whether a host name without its port is one of them. */
    public boolean contain(@Nullable String name) {
        return name != null && names.contains(canonical(name));
    }

    private static String canonical(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        String bare = lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }
}
