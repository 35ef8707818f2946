package io.workbenchx.providers.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsFileTest {

    @Test
    void takesPackagesWithVersionsExtrasAndMarkers() {
        assertThat(RequirementsFile.parse("""
                        # data
                        pandas>=2, <3   # not the next one
                        numpy
                        mlflow-skinny[databricks]==3.1.0
                        tomli~=2.0; python_version < "3.11"
                        """).lines())
                .containsExactly(
                        "pandas>=2, <3",
                        "numpy",
                        "mlflow-skinny[databricks]==3.1.0",
                        "tomli~=2.0; python_version < \"3.11\"");
    }

    /** SECURITY N32: nothing that a tool could take for an option, a file or an address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--index-url https://example.org",
                "-r other.txt",
                "-e .",
                "./wheel.whl",
                "six @ https://example.org/six.whl",
                "git+https://example.org/x.git",
                "six==1.0 --hash=sha256:00",
                "six\\",
                "$(id)"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> RequirementsFile.parse(text)).isInstanceOf(EnvironmentException.class);
    }
}
