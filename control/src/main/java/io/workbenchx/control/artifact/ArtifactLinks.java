package io.workbenchx.control.artifact;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.MasterSecret;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signed short-lived links to one artifact of one run (GOV-7), for programs that cannot be given a key. A link does what its maker may, for as
 * long as its maker may.
 */
@Component
public class ArtifactLinks {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Identity identity;
    private final JsonMapper json;

    ArtifactLinks(MasterSecret secret, Identity identity, JsonMapper json) {
        this.key = new SecretKeySpec(secret.derive("artifact links"), ALGORITHM);
        this.identity = identity;
        this.json = json;
    }

    /**
     * What a link is good for.
     *
     * @param upload puts the artifact; reads it otherwise
     * @param keyId credential of its maker: revoking that ends the link
     */
    public record Grant(
            UUID userId,
            String user,
            @Nullable UUID keyId,
            @Nullable UUID signInId,
            String project,
            UUID runId,
            String path,
            boolean upload,
            Instant expiresAt) {

        public Permission permission() {
            return upload ? Permission.RUN_WRITE : Permission.RUN_READ;
        }
    }

    /** A grant, and its maker with the role of now. */
    public record Opened(Grant grant, Caller caller) {}

    /**
     * Signs a grant of the caller.
     *
     * @throws WorkbenchException SPEC_INVALID for what is no artifact path, or too long a time; PERMISSION_DENIED for a run
     */
    public Grant grant(Caller caller, Project project, UUID runId, String path, boolean upload, Duration validity) {
        if (caller.isRun()) {
            throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "A run hands out no links.");
        }
        if (validity.isNegative() || validity.isZero() || validity.compareTo(LONGEST) > 0) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "A link is valid for up to " + LONGEST + ".");
        }
        return new Grant(
                caller.userId(),
                caller.name(),
                caller.keyId(),
                caller.signInId(),
                project.name(),
                runId,
                ArtifactPath.check(path),
                upload,
                Instant.now().plus(validity));
    }

    /** The grant as text that nobody else can make: part of a URL. */
    public String token(Grant grant) {
        byte[] text = json.writeValueAsBytes(grant);
        return encoded(text) + "." + encoded(mac(text));
    }

    /**
     * @throws WorkbenchException UNAUTHENTICATED for what we have not signed, what has expired, and links of somebody who may nothing any more
     */
    public Opened open(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            byte[] text = parts.length == 2 ? Base64.getUrlDecoder().decode(parts[0]) : new byte[0];
            if (text.length == 0
                    || !MessageDigest.isEqual(mac(text), Base64.getUrlDecoder().decode(parts[1]))) {
                throw refused();
            }
            Grant grant = json.readValue(text, Grant.class);
            if (grant.expiresAt().isBefore(Instant.now())) {
                throw refused();
            }
            Caller maker = new Caller(
                    grant.userId(), grant.user(), Role.VIEWER, grant.keyId(), null, null, null, grant.signInId());
            return new Opened(grant, identity.recheck(maker).orElseThrow(ArtifactLinks::refused));
        } catch (IllegalArgumentException | JacksonException unreadable) {
            throw refused();
        }
    }

    private byte[] mac(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static WorkbenchException refused() {
        return new WorkbenchException(
                FailureCode.UNAUTHENTICATED, "This link is not, or no longer, good for anything: ask for a new one.");
    }
}
