package io.workbenchx.providers.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockFileTest {

    private static final String HASH = " --hash=sha256:" + "a".repeat(64);

    @Test
    void acceptsTheLockOfTheStarter() throws IOException {
        String text = Files.readString(Path.of("../templates/tabular-classifier/requirements.lock"));

        LockFile lock = LockFile.parse(text);

        assertThat(lock.sha256()).isEqualTo(Sha256.of(text));
        assertThat(lock.requirements())
                .hasSizeGreaterThan(50)
                .anyMatch(line -> line.matches("mlflow-skinny==3\\.17\\.2 (--hash=sha256:[0-9a-f]{64} *)+"))
                .anyMatch(line -> line.startsWith("numpy==2.4.6 ; python_full_version < '3.12' --hash="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "six==1.17.0",
                "six==1.17.0 ; python_version < '3.14'",
                "six[all,some]==1.17.0",
                "numpy==2.4.6 ; python_full_version < '3.12' and sys_platform == \"linux\"",
                "torch==2.1.0+cpu",
                "# comment\n\nsix==1.17.0 \\\n   "
            })
    void acceptsRequirementsWithHashes(String requirement) {
        assertThat(LockFile.parse(requirement + HASH + HASH + "  # why\n").sha256())
                .hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "six==1.17.0",
                "six==1.17.0 --hash=sha256:abc",
                "six==1.17.0 --hash=md5:d41d8cd98f00b204e9800998ecf8427e",
                "six==1.17.0 \\\n"
            })
    void refusesRequirementsWithoutHashes(String line) {
        assertThatThrownBy(() -> LockFile.parse("attrs==25.4.0" + HASH + "\n" + line))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("--hash=sha256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "six>=1.17.0",
                "six",
                "six==1.*",
                "six==1.17.0 --no-binary six",
                "six @ https://example.org/six.whl",
                "https://example.org/six-1.17.0-py3-none-any.whl",
                "./six-1.17.0-py3-none-any.whl",
                "../six",
                "git+ssh://git@example.org/six",
                "six==1.17.0 ; $(touch /tmp/x)",
                "six==1.17.0; import_os`id`"
            })
    void refusesWhatIsNotOneVersionOfAPackage(String requirement) {
        assertThatThrownBy(() -> LockFile.parse(requirement + HASH))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("name==version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--index-url https://example.org/simple",
                "--extra-index-url=https://example.org",
                "-i https://example.org",
                "-e .",
                "--editable .",
                "-r other.txt",
                "-c constraints.txt",
                "--find-links /tmp",
                "--trusted-host example.org",
                "--no-binary :all:"
            })
    void refusesOptions(String line) {
        assertThatThrownBy(() -> LockFile.parse("six==1.17.0" + HASH + "\n" + line))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("options are not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing\n"})
    void refusesALockOfNothing(String text) {
        assertThatThrownBy(() -> LockFile.parse(text)).hasMessageContaining("names no package");
    }

    @Test
    void refusesALockWithoutEnd() {
        assertThatThrownBy(() -> LockFile.parse("x".repeat(5_000_000))).hasMessageContaining("longer than");
    }
}
