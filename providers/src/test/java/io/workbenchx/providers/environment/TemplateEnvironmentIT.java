package io.workbenchx.providers.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every starter in the repository: its lock builds, and its own test passes in what was built. */
class TemplateEnvironmentIT {

    private static Path home;

    @BeforeAll
    static void createHome() throws IOException {
        home = Files.createTempDirectory("starters");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    static void removeHome() throws IOException {
        Folders.delete(home);
    }

    static List<Path> starters() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("../templates"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("template.yaml")))
                    .map(folder -> folder.toAbsolutePath().normalize())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("starters")
    void passesItsOwnTestInItsOwnEnvironment(Path starter) throws IOException {
        EnvironmentBuilder builder =
                new UvEnvironmentBuilder(new WorkbenchHome(home), new EnvironmentProperties(null, null));
        BuiltEnvironment built = builder.build(Files.readString(starter.resolve("requirements.lock")), line -> {});
        String python = built.path().resolve("bin/python").toString();

        List<String> output = new Command(
                        starter, List.of(python, "-B", "-m", "unittest", "discover", "-p", "test_*.py"))
                .run(Map.of("HOME", home.toString()), line -> {});

        assertThat(output).last().isEqualTo("OK");
        if (Files.readString(starter.resolve("template.yaml")).contains("\nendpoint:")) {
            assertThat(new Command(starter, List.of(python, "-c", "import onnxruntime, numpy, uvicorn, starlette"))
                            .run(Map.of(), line -> {}))
                    .as("what the serving script needs")
                    .isEmpty();
        }
    }
}
