package io.workbenchx.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bucket4j.TimeMeter;
import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.control.identity.Role;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** N12: guessing passwords. */
class SignInLimitsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger compared = new AtomicInteger();
    private final List<String> told = new ArrayList<>();
    private final SignInLimits limits = new SignInLimits(
            new KeyVerifier() {
                @Override
                public Optional<Caller> verifyKey(String value) {
                    return Optional.empty();
                }

                @Override
                public Optional<Caller> verifyPassword(String name, String password) {
                    compared.incrementAndGet();
                    return password.equals("right")
                            ? Optional.of(new Caller(UUID.randomUUID(), name, Role.VIEWER, null, null, null))
                            : Optional.empty();
                }
            },
            (name, address) -> told.add(name + " from " + address),
            new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return nanos.get();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            });

    @Test
    void afterTenWrongPasswordsNotEvenTheRightOneIsLookedAtForAWhile() {
        for (int i = 0; i < 10; i++) {
            assertThat(limits.signIn("ana", "wrong", "192.0.2." + i)).isEmpty();
        }
        assertThatTooMany("ana", "right", "192.0.2.99");
        assertThat(compared).hasValue(10);

        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(limits.signIn("ana", "right", "192.0.2.99")).isPresent();
    }

    @Test
    void failuresAreToldOfOncePerAccountAndMinute() {
        for (int i = 0; i < 5; i++) {
            limits.signIn("ana", "wrong", "192.0.2." + i);
            limits.signIn("bob", "wrong", "192.0.2.1");
        }
        assertThat(told).containsExactly("ana from 192.0.2.0", "bob from 192.0.2.1");
    }

    @Test
    void whoSignsInRightlyIsNeverLimited() {
        for (int i = 0; i < 1000; i++) {
            assertThat(limits.signIn("ana", "right", "192.0.2.1")).isPresent();
        }
    }

    @Test
    void oneAddressCannotTryManyUsers() {
        for (int i = 0; i < 60; i++) {
            limits.signIn("user" + i, "wrong", "192.0.2.1");
        }
        assertThatTooMany("ana", "right", "192.0.2.1");
        assertThat(limits.signIn("ana", "right", "192.0.2.2")).isPresent();
    }

    @Test
    void oneNetworkOfTheNewProtocolIsOneAddress() {
        for (int i = 0; i < 60; i++) {
            limits.signIn("user" + i, "wrong", "2001:db8:0:1::" + Integer.toHexString(i + 1));
        }
        assertThatTooMany("ana", "right", "2001:db8:0:1:ffff::1");
        assertThat(limits.signIn("ana", "right", "2001:db8:0:2::1")).isPresent();
    }

    @Test
    void aUserWhoDoesNotExistIsLimitedLikeOneWhoDoes() {
        RunningApi api = RunningApi.get();
        String known = "u-" + UUID.randomUUID();
        api.send(
                "POST",
                "/api/v1/users",
                api.adminKey(),
                Map.of("name", known, "role", "VIEWER", "password", "correct horse battery"));
        for (String name : new String[] {known, "u-" + UUID.randomUUID()}) {
            for (int i = 0; i < 10; i++) {
                assertThat(basic(api, name).status()).isEqualTo(401);
            }
            Answer limited = basic(api, name);
            assertThat(limited.status()).isEqualTo(429);
            assertThat(limited.json().path("code").asString()).isEqualTo("RATE_LIMITED");
            assertThat(limited.response().headers().firstValue("retry-after"))
                    .hasValueSatisfying(
                            seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
        }
    }

    private static Answer basic(RunningApi api, String name) {
        String text = Base64.getEncoder().encodeToString((name + ":not the password").getBytes(StandardCharsets.UTF_8));
        return api.send("GET", "/api/v1/me", null, null, "Authorization", "Basic " + text);
    }

    private void assertThatTooMany(String name, String password, String address) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> limits.signIn(name, password, address))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(FailureCode.RATE_LIMITED);
                    assertThat((Long) refusal.details().get("retryAfterSeconds"))
                            .isPositive();
                });
    }
}
