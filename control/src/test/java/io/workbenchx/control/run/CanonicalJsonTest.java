package io.workbenchx.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The examples of RFC 8785, and what the digests of the workbench rely on. */
class CanonicalJsonTest {

    private final CanonicalJson json = new CanonicalJson(JsonMapper.builder().build());

    @Test
    void writesTheExampleOfSection322() {
        String text = """
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals": [null, true, false]}""";

        assertThat(json.write(json.read(text)))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void sortsKeysAsSection323Does() {
        String text = """
                {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                 "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control", "\\u00f6": "Latin Small Letter O With Diaeresis"}""";

        assertThat(json.write(json.read(text)))
                .containsSubsequence(
                        "Carriage Return",
                        "One",
                        "Control",
                        "Latin Small Letter O With Diaeresis",
                        "Euro Sign",
                        "Emoji: Grinning Face",
                        "Hebrew Letter Dalet With Dagesh");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 0",
        "-0.0, 0",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740992, 9007199254740992",
        "295147905179352830000, 295147905179352830000",
        "1e21, 1e+21",
        "9.999999999999997e22, 9.999999999999997e+22",
        "0.000001, 0.000001",
        "1e-7, 1e-7",
        "333333333.33333325, 333333333.33333325",
        "1424953923781206.2, 1424953923781206.2"
    })
    void writesNumbersAsAppendixBDoes(double number, String text) {
        assertThat(json.write(List.of(number))).isEqualTo("[" + text + "]");
    }

    @Test
    void isTheSameForTheSameValueHoweverItWasWritten() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("b", List.of(1, 2));
        one.put("a", Map.of("y", 1.50, "x", "é"));

        String canonical = json.write(one);

        assertThat(canonical).isEqualTo("{\"a\":{\"x\":\"é\",\"y\":1.5},\"b\":[1,2]}");
        assertThat(json.write(json.read("{ \"a\" : {\"x\":\"\\u00e9\",\"y\":15e-1}, \"b\":[1,2.0] }")))
                .isEqualTo(canonical);
        assertThat(json.write(json.read(canonical))).isEqualTo(canonical);
    }

    @Test
    void digestsTheBytesOfTheText() {
        assertThat(CanonicalJson.sha256(""))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(CanonicalJson.sha256("€")).isNotEqualTo(CanonicalJson.sha256("?"));
    }

    /** A value somebody writes. */
    private record Wanted(String name) {}

    @Test
    void refusesFieldsItDoesNotKnowInWhatPeopleWrite() {
        assertThat(json.read(json.read("{\"name\":\"x\"}"), Wanted.class)).isEqualTo(new Wanted("x"));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.read(json.read("{\"name\":\"x\",\"role\":\"ADMIN\"}"), Wanted.class));
    }
}
