package io.workbenchx.api.protocol.mlflow;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** JSON as MLflow words it: snake case, and what is absent or empty left out. */
@JacksonAnnotationsInside
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Wire {

    /** Where the routes of the tracking and registry API stand. */
    String API = "/mlflow/{project}/api/2.0/mlflow";

    /** A key and its value, as parameters and tags travel. */
    @Wire
    record Pair(
            String key,
            @JsonInclude(JsonInclude.Include.ALWAYS) String value) {

        static java.util.List<Pair> of(java.util.Map<String, String> map) {
            return map.entrySet().stream()
                    .map(entry -> new Pair(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    /** The answer that says nothing but yes. */
    record Done() {}
}
