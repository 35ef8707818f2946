package io.workbenchx.workflows.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.payload.codec.PayloadCodec;
import java.util.List;

/**
 * The one data converter of api, worker, tests and replay. Unlike the SDK's default it ignores fields it does not know, so that a field
 * added by a newer build does not break an older worker.
 */
public final class WorkbenchDataConverter {

    private WorkbenchDataConverter() {}

    public static DataConverter create() {
        ObjectMapper mapper = JacksonJsonPayloadConverter.newDefaultObjectMapper();
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper));
    }

    /** The same, with everything the engine keeps passed through a codec: payloads, and messages and stack traces of failures. */
    public static DataConverter with(PayloadCodec codec) {
        return new CodecDataConverter(create(), List.of(codec), true);
    }
}
