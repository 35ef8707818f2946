package io.workbenchx.control.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.failure.v1.Failure;
import io.temporal.common.converter.DataConverter;
import io.temporal.payload.context.WorkflowSerializationContext;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** GOV-13: what the engine gets to see. */
class PayloadEncryptionTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final Payload PLAIN = Payload.newBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
            .setData(ByteString.copyFromUtf8("\"customer list\""))
            .build();

    private final DataKeys keys = CONTROL.get(DataKeys.class);
    private final PayloadEncryption codec = CONTROL.get(PayloadEncryption.class);
    private final Project project = CONTROL.project(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER)));

    @Test
    void hidesContentAndTypeOfAPayload() {
        Payload hidden = encode(codec, project.name() + "/training/" + UUID.randomUUID());

        assertThat(PayloadEncryption.isEncrypted(hidden)).isTrue();
        assertThat(hidden.toString()).doesNotContain("customer", "json/plain");
        assertThat(codec.decode(List.of(hidden))).containsExactly(PLAIN);
    }

    @Test
    void takesTheKeyOfTheProjectInTheWorkflowId() {
        Payload hidden = encode(codec, project.name() + "/training/" + UUID.randomUUID());

        assertThat(codec.keyOf(hidden).orElseThrow().projectId()).isEqualTo(project.id());
        assertThat(codec.keyOf(hidden).orElseThrow().purpose()).isEqualTo(KeyPurpose.PAYLOADS);
    }

    @Test
    void takesTheKeyOfTheInstallationForWhatBelongsToNoProject() {
        for (String workflowId : List.of("temporal-sys-scheduler", "no-such-project/training/1", "/x")) {
            assertThat(codec.keyOf(encode(codec, workflowId)).orElseThrow().projectId())
                    .isNull();
        }
        assertThat(codec.keyOf(codec.encode(List.of(PLAIN)).get(0))
                        .orElseThrow()
                        .projectId())
                .isNull();
    }

    @Test
    void readsWhatWasWrittenBeforeEncryptionWasSwitchedOn() {
        assertThat(codec.decode(List.of(PLAIN))).containsExactly(PLAIN);
    }

    @Test
    void switchedOffItWritesPlainAndStillReadsEncrypted() {
        PayloadEncryption off = new PayloadEncryption(keys, CONTROL.get(ProjectNames.class), false, null);

        assertThat(off.encode(List.of(PLAIN))).containsExactly(PLAIN);
        assertThat(off.decode(List.of(encode(codec, project.name() + "/x/1")))).containsExactly(PLAIN);
    }

    @Test
    void noticesAlteredPayloads() {
        Payload hidden = encode(codec, project.name() + "/x/1");
        byte[] data = hidden.getData().toByteArray();
        data[data.length / 2] ^= 1;
        Payload altered = hidden.toBuilder().setData(ByteString.copyFrom(data)).build();

        assertThatIllegalStateException()
                .isThrownBy(() -> codec.decode(List.of(altered)))
                .withMessageContaining("altered");
    }

    @Test
    void aKeyOfAnotherPurposeOpensNothing() {
        DataKey secrets = keys.current(project.id(), KeyPurpose.SECRETS);
        Payload claimed = encode(codec, project.name() + "/x/1").toBuilder()
                .putMetadata(
                        PayloadEncryption.KEY,
                        ByteString.copyFromUtf8(secrets.id().toString()))
                .build();

        assertThat(codec.keyOf(claimed)).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> codec.decode(List.of(claimed)));
    }

    @Test
    void readsPayloadsFromBeforeARotation() {
        Payload before = encode(codec, project.name() + "/x/1");

        keys.rotate();
        Payload after = encode(codec, project.name() + "/x/1");

        assertThat(codec.keyOf(after).orElseThrow().id())
                .isNotEqualTo(codec.keyOf(before).orElseThrow().id());
        assertThat(codec.decode(List.of(before, after))).containsExactly(PLAIN, PLAIN);
    }

    @Test
    void hidesMessagesAndStackTracesOfFailures() {
        DataConverter converter = WorkbenchDataConverter.with(codec)
                .withContext(new WorkflowSerializationContext("default", project.name() + "/x/1"));

        Failure failure = converter.exceptionToFailure(new IllegalStateException("about a customer"));

        assertThat(failure.toString()).doesNotContain("customer", "PayloadEncryptionTest");
        assertThat(converter.failureToException(failure)).hasMessageContaining("about a customer");
    }

    private static Payload encode(PayloadEncryption codec, String workflowId) {
        return codec.withContext(new WorkflowSerializationContext("default", workflowId))
                .encode(List.of(PLAIN))
                .get(0);
    }
}
