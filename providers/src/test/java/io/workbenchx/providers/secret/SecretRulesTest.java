package io.workbenchx.providers.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretRulesTest {

    @Test
    void refusesValuesThatCannotBeMasked() {
        assertThat(SecretRules.problem("hunt2"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("6 characters").doesNotContain("hunt2"));
        assertThat(SecretRules.problem("   ab   ")).isPresent();
        assertThat(SecretRules.problem("hunter")).isEmpty();
    }

    @Test
    void refusesValuesThatNoVariableCanHold() {
        assertThat(SecretRules.problem("x".repeat(SecretRules.LONGEST_VALUE + 1)))
                .isPresent();
        assertThat(SecretRules.problem("hunter\0two")).isPresent();
    }

    @Test
    void everyAllowedValueIsMaskedInEveryForm() {
        for (String shortest : List.of("hunter", "päßwör", "a b c d")) {
            SecretMask mask = SecretMask.of(List.of(shortest));
            for (int before = 0; before < 3; before++) {
                String encoded = Base64.getEncoder().encodeToString(("x".repeat(before) + shortest + "yy").getBytes());
                assertThat(mask.mask(encoded)).as(shortest + " after " + before).contains("***");
            }
        }
    }

    @Test
    void namesArePartsOfPaths() {
        assertThat(List.of("api-token", "a", "db.password_2")).allMatch(SecretRules::isName);
        assertThat(List.of("", "A", "../x", "a/b", ".a", "a b", "x".repeat(64), "ä"))
                .noneMatch(SecretRules::isName);
    }
}
