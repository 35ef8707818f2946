package io.workbenchx.control.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceKeysTest {

    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    @Test
    void makesAKeyThatOnlyItsOwnerCanReadAndKeepsIt() throws Exception {
        EvidenceKeys first = new EvidenceKeys(home.resolve("keys"));
        String id = first.keyId();

        assertThat(Files.getPosixFilePermissions(home.resolve("keys/evidence.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.list(home.resolve("keys"))).hasSize(1);
        assertThat(new EvidenceKeys(home.resolve("keys")).keyId()).isEqualTo(id);
    }

    @Test
    void signsSoThatThePublicKeyVerifies() throws Exception {
        EvidenceKeys keys = new EvidenceKeys(home);
        byte[] der = Base64.getMimeDecoder().decode(keys.publicKeyPem().replaceAll("-----[A-Z ]+-----", ""));
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        verifier.update(MESSAGE);

        assertThat(verifier.verify(keys.sign(MESSAGE))).isTrue();
        assertThat(keys.keyId())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
    }

    @Test
    void agreesOnOneKeyWhenManyProcessesStartAtOnce() {
        Set<String> ids = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> new EvidenceKeys(home.resolve("keys")).keyId())
                .collect(Collectors.toSet());

        assertThat(ids).hasSize(1);
    }

    @Test
    void explainsAFileThatHoldsNoKey() throws Exception {
        Files.writeString(
                home.resolve("evidence.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatIllegalStateException()
                .isThrownBy(() -> new EvidenceKeys(home).keyId())
                .withMessageContaining("holds no Ed25519 private key");
    }
}
