package io.workbenchx.control.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the embedded issuer signs with (P-256). A key signs for 90 days; a day longer its signatures count, more than any token lives.
 */
@Component
public class SigningKeys {

    private static final Duration SIGNS = Duration.ofDays(90);
    private static final Duration TRUSTED = SIGNS.plusDays(1);

    private final JdbcClient jdbc;
    private final BytesEncryptor encryptor;

    SigningKeys(JdbcClient jdbc, MasterSecret secret) {
        this.jdbc = jdbc;
        this.encryptor = AesGcmBytesEncryptor.withSecretKey(new SecretKeySpec(secret.derive("signing-key"), "AES"))
                .build();
    }

    /** A key with its id, as tokens name it. */
    public record SigningKey(String id, ECPublicKey publicKey, ECPrivateKey privateKey, Instant createdAt) {}

    /** The keys whose signatures count, the newest first: that one signs. There is always one. */
    @Transactional
    public List<SigningKey> trusted() {
        List<SigningKey> keys = read();
        if (signer(keys).isPresent()) {
            return keys;
        }
        // Several processes may notice at once that a new one is due.
        jdbc.sql("select pg_advisory_xact_lock(7820003)").query((row, n) -> 0).list();
        if (signer(read()).isEmpty()) {
            insert();
        }
        return read();
    }

    /** Signs with a new key from now on, before its time; what the old ones signed still counts. */
    @Transactional
    public void rotate() {
        insert();
    }

    private static Optional<SigningKey> signer(List<SigningKey> keys) {
        Instant oldest = Instant.now().minus(SIGNS);
        return keys.stream().filter(key -> key.createdAt().isAfter(oldest)).findFirst();
    }

    private List<SigningKey> read() {
        return jdbc.sql("select * from ops.signing_keys where created_at > ? order by created_at desc, id desc")
                .param(Instant.now().minus(TRUSTED).atOffset(ZoneOffset.UTC))
                .query(this::key)
                .list();
    }

    private void insert() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            jdbc.sql(
                            "insert into ops.signing_keys (id, public_key, private_key, created_at) values (?, ?, ?, clock_timestamp())")
                    .params(
                            KeyedHash.randomText(12),
                            pair.getPublic().getEncoded(),
                            encryptor.encrypt(pair.getPrivate().getEncoded()))
                    .update();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 is part of every Java platform", e);
        }
    }

    private SigningKey key(ResultSet row, int number) throws SQLException {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new SigningKey(
                    row.getString("id"),
                    (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(row.getBytes("public_key"))),
                    (ECPrivateKey) factory.generatePrivate(
                            new PKCS8EncodedKeySpec(encryptor.decrypt(row.getBytes("private_key")))),
                    row.getObject("created_at", OffsetDateTime.class).toInstant());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + row.getString("id") + " cannot be read", e);
        }
    }
}
