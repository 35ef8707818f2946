package io.workbenchx.control.encryption;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.context.HasWorkflowSerializationContext;
import io.temporal.payload.context.SerializationContext;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts every payload before the engine sees it, each with the key of the project its workflow belongs to, or with the installation's own
 * when it belongs to none. The key's id stands in the payload's metadata; whoever reads needs nothing else.
 *
 * <p>Payloads that are not encrypted are read as they are: runs from before encryption was switched on go on.
 */
public final class PayloadEncryption implements PayloadCodec {

    /** Value of the metadata {@code encoding} of encrypted payloads. */
    public static final String ENCODING = "binary/wbx-aes256gcm";

    /** Name of the metadata that holds the key's id. */
    public static final String KEY = "wbx-key";

    private static final String ENCODING_FIELD = "encoding";

    private final DataKeys keys;
    private final ProjectNames projects;
    private final boolean encrypting;
    private final @Nullable String workflowId;

    PayloadEncryption(DataKeys keys, ProjectNames projects, boolean encrypting, @Nullable String workflowId) {
        this.keys = keys;
        this.projects = projects;
        this.encrypting = encrypting;
        this.workflowId = workflowId;
    }

    @Override
    public PayloadCodec withContext(SerializationContext context) {
        return context instanceof HasWorkflowSerializationContext workflow
                ? new PayloadEncryption(keys, projects, encrypting, workflow.getWorkflowId())
                : this;
    }

    @Override
    public List<Payload> encode(List<Payload> payloads) {
        if (!encrypting || payloads.isEmpty()) {
            return payloads;
        }
        DataKey key = reachingKeys(this::currentKey);
        return payloads.stream().map(payload -> encrypt(payload, key)).toList();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
        return payloads.stream()
                .map(payload -> isEncrypted(payload) ? decrypt(payload) : payload)
                .toList();
    }

    /** Whether this codec made it. */
    public static boolean isEncrypted(Payload payload) {
        return ENCODING.equals(text(payload, ENCODING_FIELD));
    }

    /** The key that an encrypted payload says it needs; nothing when there is no such key. */
    public Optional<DataKey> keyOf(Payload payload) {
        try {
            return keys.find(UUID.fromString(text(payload, KEY))).filter(key -> key.purpose() == KeyPurpose.PAYLOADS);
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    private DataKey currentKey() {
        UUID project =
                workflowId == null ? null : projects.ofWorkflow(workflowId).orElse(null);
        return keys.current(project, KeyPurpose.PAYLOADS);
    }

    private static Payload encrypt(Payload payload, DataKey key) {
        byte[] text = key.encrypt(payload.toByteArray(), context(key));
        return Payload.newBuilder()
                .putMetadata(ENCODING_FIELD, ByteString.copyFromUtf8(ENCODING))
                .putMetadata(KEY, ByteString.copyFromUtf8(key.id().toString()))
                .setData(ByteString.copyFrom(text))
                .build();
    }

    private Payload decrypt(Payload payload) {
        DataKey key = reachingKeys(() -> keyOf(payload)
                .orElseThrow(() -> new IllegalStateException("The key " + text(payload, KEY)
                        + " of a payload is not in the database: was it restored from an older backup?")));
        try {
            return Payload.parseFrom(key.decrypt(payload.getData().toByteArray(), context(key)));
        } catch (GeneralSecurityException | InvalidProtocolBufferException altered) {
            throw new IllegalStateException("A payload encrypted with the key " + key.id() + " was altered", altered);
        }
    }

    private static byte[] context(DataKey key) {
        return ("payload|" + key.id()).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Payload payload, String field) {
        return payload.getMetadataOrDefault(field, ByteString.EMPTY).toStringUtf8();
    }

    /**
     * Inside a workflow an exception would fail the run for good, while an error only fails the task, which the engine tries again: a
     * database that is away for a moment is no reason to lose a run.
     */
    private static <T> T reachingKeys(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException away) {
            if (WorkflowUnsafe.isWorkflowThread()) {
                throw new KeysAway(away);
            }
            throw away;
        }
    }

    /** The keys cannot be reached at this moment; the workflow task is to be tried again. */
    static final class KeysAway extends Error {

        private static final long serialVersionUID = 1L;

        KeysAway(Throwable cause) {
            super("The keys of payloads cannot be reached", cause);
        }
    }
}
