package io.workbenchx.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** N60: a process in production mode and the secrets it is given. */
class ProductionSecretsTest {

    private static final String RANDOM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private final MockEnvironment environment = new MockEnvironment()
            .withProperty("workbenchx.mode", "production")
            .withProperty("workbenchx.secret", RANDOM)
            .withProperty("spring.datasource.password", RANDOM)
            .withProperty("spring.flyway.user", "wbx_owner")
            .withProperty("spring.flyway.password", RANDOM)
            .withProperty("workbenchx.store.kind", "s3")
            .withProperty("workbenchx.store.s3.secret-key", RANDOM);

    @Test
    void startsWithSecretsOfItsOwn() {
        assertThatCode(() -> ProductionSecrets.check(environment)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "workbenchx.secret",
                "spring.datasource.password",
                "spring.flyway.password",
                "workbenchx.store.s3.secret-key"
            })
    void doesNotStartWithoutOne(String name) {
        environment.setProperty(name, "");

        assertThatIllegalStateException()
                .isThrownBy(() -> ProductionSecrets.check(environment))
                .withMessageContaining(name)
                .withMessageContaining("missing");
    }

    @ParameterizedTest
    @CsvSource({
        "spring.datasource.password,postgres",
        "spring.datasource.password,administrator",
        "spring.flyway.password,aaaaaaaaaaaaaaaa",
        "workbenchx.store.s3.secret-key,minioadmin",
        "workbenchx.secret,0000000000000000000000000000000000000000000000000000000000000000",
        "workbenchx.secret,change-me-change-me-change-me-change-me"
    })
    void doesNotStartWithOneThatEverybodyKnows(String name, String value) {
        environment.setProperty(name, value);

        assertThatIllegalStateException()
                .isThrownBy(() -> ProductionSecrets.check(environment))
                .withMessageContaining(name)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(value));
    }

    @Test
    void knowsNoOtherMode() {
        environment.setProperty("workbenchx.mode", "prod");

        assertThatIllegalStateException().isThrownBy(() -> ProductionSecrets.check(environment));
    }

    @Test
    void theContainersRunInProductionModeAndBringNoSecretOfTheirOwn() throws IOException {
        String compose = Files.readString(Path.of("../docker-compose.yml"));
        List<String> secrets = compose.lines()
                .filter(line -> line.matches(".*(PASSWORD|SECRET|_PWD|_KEY)[A-Z_]*: .*"))
                .toList();

        assertThat(compose).contains("WORKBENCHX_MODE: production");
        assertThat(secrets)
                .hasSizeGreaterThan(5)
                .allSatisfy(line -> assertThat(line).matches(".*: \\$\\{[A-Z0-9_]+:\\?.*}"));
    }
}
