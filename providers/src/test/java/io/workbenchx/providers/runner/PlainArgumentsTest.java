package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainArgumentsTest {

    private final UUID run = UUID.fromString("01999999-0000-7000-8000-0123456789ab");
    private final PlainArguments arguments = new PlainArguments(
            TestWorkload.command("true")
                    .runtime(Path.of("/env/1"))
                    .mount(Path.of("/src/code"), "/work/code", true)
                    .mount(Path.of("/src/data"), "/data/cancer", false)
                    .workbench(9999)
                    .spec(),
            RunDirectory.of(Path.of("/r"), run, "main", 2));

    @ParameterizedTest
    @CsvSource({
        "/work, /r/0123456789ab-main-2/fs/work",
        "/work/x, /r/0123456789ab-main-2/fs/work/x",
        "/work/code/train.py, /src/code/train.py",
        "--file=/data/cancer/x.csv, --file=/src/data/x.csv",
        "/runtime/bin:/usr/bin, /env/1/bin:/usr/bin",
        "/run/wbx/service.sock, /r/0123456789ab-main-2/fs/io/service.sock",
        "http://127.0.0.1:8123/mlflow, http://127.0.0.1:9999/mlflow",
        "http://127.0.0.1:81234/, http://127.0.0.1:81234/",
        "/home/work, /home/work",
        "/worker, /worker",
        "work, work",
    })
    void replacesPathsAndTheAddressWhereTheyStandAlone(String inside, String outside) {
        assertThat(arguments.translate(inside)).isEqualTo(outside);
    }

    @Test
    void quotesVariablesForTheShell() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("A", "it's $HOME");
        variables.put("B", "/work");

        assertThat(arguments.exports(variables))
                .isEqualTo("export A='it'\\''s $HOME'\nexport B='/r/0123456789ab-main-2/fs/work'\n");
    }
}
