package io.workbenchx.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkbenchDataConverterTest {

    private static final DataConverter CONVERTER = WorkbenchDataConverter.create();
    private static final RunContext RUN = TestEngine.context(RunKind.TRAINING);

    @Test
    void givesBackWhatItWasGiven() {
        Payload payload = CONVERTER.toPayload(RUN).orElseThrow();

        assertThat(CONVERTER.fromPayload(payload, RunContext.class, RunContext.class))
                .isEqualTo(RUN);
    }

    @Test
    void readsWhatANewerBuildWroteWithOneMoreField() {
        Payload payload = CONVERTER.toPayload(RUN).orElseThrow();
        String newer = payload.getData().toStringUtf8().replaceFirst("\\{", "{\"fromTheFuture\":[1],");

        Payload arrived =
                payload.toBuilder().setData(ByteString.copyFromUtf8(newer)).build();

        assertThat(CONVERTER.fromPayload(arrived, RunContext.class, RunContext.class))
                .isEqualTo(RUN);
    }

    @Test
    void carriesTheContextInOneHeader() {
        RunContextPropagator propagator = new RunContextPropagator();

        Map<String, Payload> header = propagator.serializeContext(RUN);

        assertThat(header).hasSize(1);
        assertThat(propagator.deserializeContext(header)).isEqualTo(RUN);
        assertThat(propagator.deserializeContext(Map.of())).isNull();
        assertThat(propagator.serializeContext(null)).isEmpty();
    }

    @Test
    void restoresTheContextThatWasThereBefore() {
        assertThat(RunContextPropagator.current()).isNull();
        try (var outer = RunContextPropagator.open(RUN)) {
            try (var inner = RunContextPropagator.open(TestEngine.context(RunKind.PROBE))) {
                assertThat(RunContextPropagator.current().kind()).isEqualTo(RunKind.PROBE);
            }
            assertThat(RunContextPropagator.current()).isEqualTo(RUN);
        }
        assertThat(RunContextPropagator.current()).isNull();
    }
}
