package io.workbenchx.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.workbenchx.api.RunningApi;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GOV-4 with an issuer that is not ours, over real HTTP; SECURITY N9. */
class TrustedIssuerTest {

    private final RunningApi api = RunningApi.get();
    private final ScriptedIssuer issuer = api.issuer();
    private final ScriptedIssuer attacked = api.attackedIssuer();
    private final String subject = "eve-" + UUID.randomUUID();

    @Test
    void theFirstTokenMakesTheUserAndTheRoleComesFromIt() {
        RunningApi.Answer me = me(issuer.token(subject, "wb-engineer", "offline_access"));

        assertThat(me.status()).as(me.body()).isEqualTo(200);
        assertThat(me.json().path("name").asString()).isEqualTo(subject);
        assertThat(me.json().path("role").asString()).isEqualTo("ENGINEER");
        assertThat(me.json().path("issuer").asString()).isEqualTo(issuer.url());
        assertThat(me(issuer.token(subject, "wb-engineer")).json().path("id"))
                .isEqualTo(me.json().path("id"));
    }

    @Test
    void theRoleFollowsTheNewestTokenAndAnOlderOneDoesNotTurnItBack() {
        Instant now = Instant.now();
        String older = issuer.sign(issuer.claims(subject, "wb-engineer")
                .issueTime(Date.from(now.minusSeconds(60)))
                .build());
        String newer = issuer.sign(
                issuer.claims(subject, "wb-viewer").issueTime(Date.from(now)).build());

        assertThat(me(older).json().path("role").asString()).isEqualTo("ENGINEER");
        assertThat(me(newer).json().path("role").asString()).isEqualTo("VIEWER");
        assertThat(me(older).json().path("role").asString()).isEqualTo("VIEWER");
    }

    @Test
    void aPersonWithoutARoleIsToldSoAndNoUserIsMade() {
        RunningApi.Answer refused = me(issuer.token(subject, "somebody-else"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").asString()).contains("has no role");
        assertThat(api.send("GET", "/api/v1/users/" + subject, api.adminKey(), null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aPersonIsNotTheLocalUserOfTheSameName() {
        api.send("POST", "/api/v1/users", api.adminKey(), Map.of("name", subject, "role", "ADMIN"));

        RunningApi.Answer me = me(issuer.token(subject, "wb-viewer"));

        assertThat(me.json().path("name").asString())
                .startsWith(subject.substring(0, 30))
                .isNotEqualTo(subject);
        assertThat(me.json().path("role").asString()).isEqualTo("VIEWER");
    }

    @Test
    void aDisabledPersonStaysOutsideWhateverTheIssuerSays() {
        me(issuer.token(subject, "wb-engineer"));
        api.send("POST", "/api/v1/users/" + subject + "/disable", api.adminKey(), null);

        assertThat(me(issuer.token(subject, "wb-admin")).status()).isEqualTo(401);
    }

    @Test
    void aKeyThatWasRotatedInIsFoundAndTheOldOneIsNoLongerGood() {
        String old = issuer.token(subject, "wb-engineer");
        assertThat(me(old).status()).isEqualTo(200);
        RSAKey oldKey = issuer.key();

        issuer.rotate();

        assertThat(me(issuer.token(subject, "wb-engineer")).status()).isEqualTo(200);
        assertThat(me(ScriptedIssuer.sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID(oldKey.getKeyID())
                                        .build(),
                                issuer.claims(subject, "wb-engineer").build(),
                                oldKey))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void worksForDropInProtocolsAsForRest() {
        RunningApi.Answer answer = api.send(
                "POST",
                "/api/2.0/mlflow/experiments/search",
                issuer.token(subject, "wb-engineer"),
                Map.of("max_results", 1));

        assertThat(answer.status()).as(answer.body()).isNotIn(401, 403, 500);
    }

    @Test
    void anIssuerThatDoesNotAnswerIsSaidToBeAway() {
        String token = attacked.sign(attacked.claims(subject, "wb-admin")
                .issuer(RunningApi.SILENT_ISSUER)
                .build());
        for (int i = 0; i < 2; i++) {
            RunningApi.Answer answer = me(token);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("code").asString()).isEqualTo("UNAVAILABLE");
        }
    }

    @Test
    void refusesATokenWithoutASignature() {
        assertThat(me(new PlainJWT(attacked.claims(subject, "wb-admin").build()).serialize())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesASymmetricSignatureMadeWithThePublicKey() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(attacked.key().getKeyID())
                        .build(),
                attacked.claims(subject, "wb-admin").build());
        token.sign(new MACSigner(attacked.key().toRSAPublicKey().getEncoded()));

        assertThat(me(token.serialize()).status()).isEqualTo(401);
    }

    @Test
    void refusesAnotherIssuer() {
        assertThat(me(attacked.sign(attacked.claims(subject, "wb-admin")
                                .issuer("https://evil.example")
                                .build()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenMeantForSomebodyElse() {
        assertThat(me(attacked.sign(attacked.claims(subject, "wb-admin")
                                .audience("another-app")
                                .build()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenThatHasEnded() {
        assertThat(me(attacked.sign(attacked.claims(subject, "wb-admin")
                                .expirationTime(Date.from(Instant.now().minusSeconds(120)))
                                .build()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenWithoutAnEnd() {
        assertThat(me(attacked.sign(attacked.claims(subject, "wb-admin")
                                .expirationTime(null)
                                .build()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenThatIsNotGoodYet() {
        assertThat(me(attacked.sign(attacked.claims(subject, "wb-admin")
                                .notBeforeTime(Date.from(Instant.now().plusSeconds(120)))
                                .build()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenOfAnotherType() {
        assertThat(me(ScriptedIssuer.sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID(attacked.key().getKeyID())
                                        .type(new JOSEObjectType("logout+jwt"))
                                        .build(),
                                attacked.claims(subject, "wb-admin").build(),
                                attacked.key()))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/etc/passwd", "' or 1=1 --", "unknown"})
    void refusesAKeyIdThatIsNone(String id) {
        assertThat(me(forged(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id)))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void looksAtNoKeyAndNoAddressThatATokenBrings() {
        ScriptedIssuer listener = new ScriptedIssuer();
        RSAKey own = listener.key();
        URI address = URI.create(listener.url() + "/keys");

        for (JWSHeader.Builder header : List.of(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(own.getKeyID()).jwkURL(address),
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(own.getKeyID()).x509CertURL(address),
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(attacked.key().getKeyID())
                        .jwk(own.toPublicJWK()))) {
            JWTClaimsSet claims = attacked.claims(subject, "wb-admin").build();
            assertThat(me(ScriptedIssuer.sign(header.build(), claims, own)).status())
                    .isEqualTo(401);
        }
        assertThat(listener.asked()).isEmpty();
    }

    @Test
    void doesNotAskTheIssuerAgainForEachKeyIdThatSomebodyInvents() {
        me(attacked.token(subject, "wb-engineer"));
        long before = attacked.asked().stream().filter("/keys"::equals).count();

        for (int i = 0; i < 20; i++) {
            assertThat(me(forged(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("invented-" + i)))
                            .status())
                    .isEqualTo(401);
        }

        assertThat(attacked.asked().stream().filter("/keys"::equals).count() - before)
                .isLessThan(5);
    }

    @Test
    void refusesWhatOnlyLooksLikeAToken() {
        for (String token : List.of(
                "a.b.c",
                "..",
                Base64URL.encode("{}") + "." + Base64URL.encode("{}") + ".",
                "x".repeat(9000) + ".y.z")) {
            assertThat(me(token).status())
                    .as(token.substring(0, Math.min(20, token.length())))
                    .isIn(400, 401);
        }
    }

    private String forged(JWSHeader.Builder header) {
        return ScriptedIssuer.sign(
                header.build(), attacked.claims(subject, "wb-admin").build(), ScriptedIssuer.newKey("mine"));
    }

    private RunningApi.Answer me(String token) {
        return api.send("GET", "/api/v1/me", token, null);
    }
}
