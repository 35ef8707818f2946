package io.workbenchx.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/** Believes X-Forwarded headers of configured proxies; those of everybody else vanish before anything can read them. */
final class ForwardedFilter extends OncePerRequestFilter {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    /** What proxies commonly pass on unread, and nothing here needs. */
    private static final List<String> NEVER = List.of("Forwarded", "X-Forwarded-Prefix", "X-Forwarded-Ssl");

    private final List<IpAddressMatcher> proxies;
    private final ForwardedHeaderFilter applying = new ForwardedHeaderFilter();
    private final ForwardedHeaderFilter removing = new ForwardedHeaderFilter();

    ForwardedFilter(List<String> proxies) {
        this.proxies = proxies.stream().map(IpAddressMatcher::new).toList();
        removing.setRemoveOnly(true);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (trusted(request.getRemoteAddr())) {
            applying.doFilter(new Believed(request), response, chain);
        } else {
            removing.doFilter(request, response, chain);
        }
    }

    private boolean trusted(String address) {
        try {
            return proxies.stream().anyMatch(proxy -> proxy.matches(address));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    /** Of the chain of addresses only the last one counts that no proxy of ours has: what stands before it, the client wrote. */
    private final class Believed extends HttpServletRequestWrapper {

        Believed(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            if (NEVER.stream().anyMatch(name::equalsIgnoreCase)) {
                return Collections.emptyEnumeration();
            }
            if (!FORWARDED_FOR.equalsIgnoreCase(name)) {
                return super.getHeaders(name);
            }
            String client = client();
            return client == null
                    ? Collections.emptyEnumeration()
                    : Collections.enumeration(List.of(client.contains(":") ? "[" + client + "]" : client));
        }

        @Override
        public @Nullable String getHeader(String name) {
            Enumeration<String> values = getHeaders(name);
            return values.hasMoreElements() ? values.nextElement() : null;
        }

        private @Nullable String client() {
            List<String> addresses = new ArrayList<>();
            Collections.list(super.getHeaders(FORWARDED_FOR)).forEach(value -> {
                for (String address : value.split(",")) {
                    addresses.add(address.strip());
                }
            });
            for (int i = addresses.size() - 1; i >= 0; i--) {
                if (!trusted(addresses.get(i))) {
                    return addresses.get(i).isEmpty() ? null : addresses.get(i);
                }
            }
            return null;
        }
    }
}
