package io.workbenchx.api.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Sign-in by password, for whoever does not guess: per quarter of an hour ten wrong passwords for one account, known or not, and sixty from
 * one address. A right one costs nothing. Counted by each process of the api for itself; keys and tokens are not affected.
 */
@Component
public class SignInLimits {

    private static final Duration TOLD_EVERY = Duration.ofMinutes(1);
    private static final Duration PERIOD = Duration.ofMinutes(15);
    private static final int PER_ACCOUNT = 10;
    private static final int PER_ADDRESS = 60;
    private static final int MOST = 100_000;
    private static final int LONGEST_NAME = 63;
    private static final int NETWORK_BYTES = 8;

    private final KeyVerifier verifier;
    private final BiConsumer<String, String> failed;
    private final TimeMeter clock;
    /** Whose failures were told of within a minute. */
    private final Cache<String, Boolean> told =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(TOLD_EVERY).build();

    private final Cache<String, Bucket> accounts = cache();
    private final Cache<String, Bucket> addresses = cache();

    @Autowired
    SignInLimits(KeyVerifier verifier, AuditLog audit) {
        this(
                verifier,
                (name, address) ->
                        audit.recordUnidentified(name, "sign_in.failed", "users/" + name, Map.of("address", address)),
                TimeMeter.SYSTEM_MILLISECONDS);
    }

    /**
     * @param failed gets account and address of a failure, once a minute for each account
     */
    SignInLimits(KeyVerifier verifier, BiConsumer<String, String> failed, TimeMeter clock) {
        this.failed = failed;
        this.verifier = verifier;
        this.clock = clock;
    }

    /**
     * @param address of the client
     * @return empty for wrong credentials
     * @throws WorkbenchException RATE_LIMITED after too many wrong ones, with {@code retryAfterSeconds}
     */
    public Optional<Caller> signIn(String name, String password, String address) {
        Bucket account = bucket(accounts, account(name), PER_ACCOUNT);
        Bucket network = bucket(addresses, network(address), PER_ADDRESS);
        // Taken before the slow comparison, or many attempts at once would all pass; given back when the password is
        // right.
        take(network);
        take(account);
        Optional<Caller> caller = verifier.verifyPassword(name, password);
        if (caller.isPresent()) {
            network.addTokens(1);
            account.addTokens(1);
        } else if (told.asMap().putIfAbsent(account(name), true) == null) {
            failed.accept(account(name), address);
        }
        return caller;
    }

    private static void take(Bucket bucket) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            long seconds = Math.max(
                    1, Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1);
            throw new WorkbenchException(
                    FailureCode.RATE_LIMITED,
                    "Too many wrong passwords: try again in " + seconds + " seconds, or use an API key.",
                    Map.of("retryAfterSeconds", seconds),
                    null);
        }
    }

    private Bucket bucket(Cache<String, Bucket> buckets, String key, int capacity) {
        return buckets.get(
                key,
                fresh -> Bucket.builder()
                        .withCustomTimePrecision(clock)
                        .addLimit(Bandwidth.builder()
                                .capacity(capacity)
                                .refillGreedy(capacity, PERIOD)
                                .build())
                        .build());
    }

    /** No user has a longer name: whoever invents such names shares one. */
    private static String account(String name) {
        return name.length() > LONGEST_NAME ? "" : name.toLowerCase(Locale.ROOT);
    }

    /** Who has one address of IPv6 has the whole /64. */
    private static String network(String address) {
        try {
            // A numeric address: nothing is asked of a name server.
            boolean numeric = address.indexOf(':') >= 0 || Character.isDigit(address.charAt(address.length() - 1));
            if (numeric && InetAddress.getByName(address) instanceof Inet6Address six) {
                return HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES));
            }
        } catch (UnknownHostException noAddress) {
            // Then it is a name, and as good as any.
        }
        return address;
    }

    private static Cache<String, Bucket> cache() {
        return Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(PERIOD).build();
    }
}
