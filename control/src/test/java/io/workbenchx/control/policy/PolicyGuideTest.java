package io.workbenchx.control.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commented policy that people copy is one. */
class PolicyGuideTest {

    @Test
    void theExampleOfTheGuideIsAPolicy() throws Exception {
        String guide = Files.readString(Path.of("../docs/how-to/policy.md"));
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(example.find()).isTrue();

        Policy policy = PolicyReader.read(example.group(1));

        assertThat(policy.gates()).hasSize(2);
        assertThat(policy.remotes()).hasSize(2);
        assertThat(policy.datasets().rules()).hasSize(2);
    }
}
