package io.workbenchx.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InferenceRequestTest {

    private static final JsonNode MATRIX =
            Json.parse("{\"inputs\":[{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}");
    private static final JsonNode COLUMNS = Json.parse("""
            {"inputs":[{"name":"age","datatype":"INT64","shape":[-1,1]},{"name":"city","datatype":"BYTES","shape":[-1]},
                       {"name":"vip","datatype":"BOOL","shape":[-1]}]}
            """);

    @Test
    void oneMatrixTakesWholeRows() {
        var request = InferenceRequest.of(MATRIX, Rows.parse("a,b\n1,2\n3.5,4\n", 10));

        assertThat(Json.write(request))
                .isEqualTo(
                        "{\"inputs\":[{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[1.0,2.0,3.5,4.0]}]}");
    }

    @Test
    void severalInputsTakeColumnsByName() {
        var request = InferenceRequest.of(COLUMNS, Rows.parse("city,vip,age\n\"Bonn, am Rhein\",1,30\n", 10));

        assertThat(Json.write(request.path("inputs").path(0)))
                .isEqualTo("{\"name\":\"age\",\"datatype\":\"INT64\",\"shape\":[1,1],\"data\":[30]}");
        assertThat(Json.write(request.path("inputs").path(1)))
                .isEqualTo("{\"name\":\"city\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"Bonn, am Rhein\"]}");
        assertThat(Json.write(request.path("inputs").path(2).path("data"))).isEqualTo("[true]");
    }

    @Test
    void aRowOfTheWrongWidthIsExplained() {
        assertThatThrownBy(() -> InferenceRequest.of(MATRIX, Rows.parse("a,b,target\n1,2,x\n", 10)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("takes 2 values a row, but there are 3")
                .hasMessageContaining("--drop");
    }

    @Test
    void aValueOfTheWrongTypeIsExplained() {
        assertThatThrownBy(() -> InferenceRequest.of(MATRIX, Rows.parse("a,b\n1,malignant\n", 10)))
                .hasMessageContaining("\"malignant\" is no FP32");
    }

    @Test
    void droppedColumnsAreLeftOut() {
        var rows = Rows.parse("a,target,b\n1,x,2\n", 10).without(List.of("target"));

        assertThat(rows.columns()).containsExactly("a", "b");
        assertThat(rows.values()).containsExactly(List.of("1", "2"));
        assertThatThrownBy(() -> rows.without(List.of("nope"))).hasMessageContaining("There are: a, b");
    }

    @Test
    void aSingleRowMayBeGivenWithoutItsList() {
        assertThat(InferenceRequest.rows(Json.parse("[1, 2]")).values()).containsExactly(List.of("1", "2"));
        assertThat(InferenceRequest.rows(Json.parse("[[1, 2], [3, 4]]")).values())
                .hasSize(2);
    }

    @Test
    void outputsAreReadFlatOrNested() {
        var flat = Json.parse("{\"shape\":[2,2],\"data\":[0.1,0.9,0.8,0.2]}");
        var nested = Json.parse("{\"shape\":[2,2],\"data\":[[0.1,0.9],[0.8,0.2]]}");

        assertThat(Outputs.row(flat, 1)).isEqualTo("0.8 0.2").isEqualTo(Outputs.row(nested, 1));
        assertThat(Outputs.row(Json.parse("{\"shape\":[2],\"data\":[0,1]}"), 1)).isEqualTo("1");
    }
}
