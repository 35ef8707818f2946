package io.workbenchx.control.encryption;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.History;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes a history of the engine readable: for evidence, which must outlive the keys and be understood by people who have none. */
@Component
public class HistoryDecryption {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PayloadEncryption codec;

    HistoryDecryption(PayloadEncryption codec) {
        this.codec = codec;
    }

    /** The same history with every payload and failure as it was before it was encrypted; what is not encrypted stays as it is. */
    public WorkflowExecutionHistory decrypt(WorkflowExecutionHistory history) {
        return new WorkflowExecutionHistory(
                (History) plain(history.getHistory()),
                history.getWorkflowExecution().getWorkflowId());
    }

    private Message plain(Message message) {
        if (message instanceof Payload payload) {
            return codec.decode(List.of(payload)).get(0);
        }
        Message.Builder plain = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            FieldDescriptor descriptor = field.getKey();
            if (descriptor.isRepeated() && field.getValue() instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    if (list.get(i) instanceof Message part) {
                        plain.setRepeatedField(descriptor, i, plain(part));
                    }
                }
            } else if (field.getValue() instanceof Message part) {
                plain.setField(descriptor, plain(part));
            }
        }
        Message done = plain.build();
        return done instanceof Failure failure ? plain(failure) : done;
    }

    /** Message and stack trace of a failure travel in a payload of their own. */
    private static Failure plain(Failure failure) {
        if (!failure.hasEncodedAttributes()) {
            return failure;
        }
        JsonNode attributes =
                JSON.readTree(failure.getEncodedAttributes().getData().toByteArray());
        return failure.toBuilder()
                .setMessage(attributes.path("message").asString(""))
                .setStackTrace(attributes.path("stack_trace").asString(""))
                .clearEncodedAttributes()
                .build();
    }
}
