package io.workbenchx.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What open runs claim together, counted by admission itself. */
class QuotaTest {

    private record Admitted(UUID id, String state, String code, String rule) {}

    private final TestProject project = new TestProject(1000);

    private Admitted admit(String policy) {
        return project.jdbc
                .sql("""
                        select id, state, failure_code, refusal_rule from ops.admit_run(?, ?, 'training', '{}', ?, '', ?, 'ana', ?, '', 3, false,
                          array[]::text[], array[]::numeric[], null, null, null, null, true, '{}', ?)
                        """)
                .params(
                        UuidCreator.getTimeOrderedEpoch(),
                        project.id,
                        "0".repeat(64),
                        project.user,
                        UUID.randomUUID().toString(),
                        policy)
                .query((row, n) -> new Admitted(
                        row.getObject("id", UUID.class),
                        row.getString("state"),
                        row.getString("failure_code"),
                        row.getString("refusal_rule")))
                .single();
    }

    private static String terms(String scope, String item, String most, String asked) {
        return """
                {"version":0,"limits":[{"scope":"%s","item":"%s","most":%s}],"claim":{"runs":1,"cpus":1,"memory":1,"gpus":0,"%s":%s}}
                """.formatted(scope, item, most, item, asked)
                .replaceAll("\"(runs|cpus|memory|gpus)\":[0-9]+,(?=.*\"\\1\")", "");
    }

    @ParameterizedTest
    @CsvSource({"project, cpus, 5, 2", "project, memory, 500, 200", "project, gpus, 5, 2", "member, cpus, 5.5, 2.5"})
    void takesAsManyAsFitAndNotOneMore(String scope, String item, String most, String asked) throws Exception {
        List<Admitted> admitted = Competition.of(24, n -> admit(terms(scope, item, most, asked)));

        assertThat(admitted).filteredOn(run -> run.code() == null).hasSize(2);
        assertThat(admitted).filteredOn(run -> run.code() != null).allSatisfy(run -> {
            assertThat(run.code()).isEqualTo("QUOTA_EXCEEDED");
            assertThat(run.rule()).isEqualTo("quotas." + scope + "." + item);
        });
    }

    @Test
    void givesBackWhatEndedRunsClaimed() {
        Admitted first = admit(terms("project", "memory", "100", "100"));
        assertThat(admit(terms("project", "memory", "100", "1")).rule()).isEqualTo("quotas.project.memory");

        project.succeed(first.id());

        assertThat(admit(terms("project", "memory", "100", "100")).code()).isNull();
    }

    @Test
    void isNoConcernOfARunThatClaimsNothingOfIt() {
        assertThat(admit(terms("project", "gpus", "0", "0")).code()).isNull();
        assertThat(admit(terms("project", "gpus", "0", "1")).code()).isEqualTo("QUOTA_EXCEEDED");
    }

    @Test
    void tellsWhatIsClaimedAndWhatToDo() {
        admit(terms("project", "cpus", "4", "3"));

        Admitted refused = admit(terms("project", "cpus", "4", "2"));

        assertThat(project.jdbc
                        .sql("select failure_message from ops.runs where id = ?")
                        .param(refused.id())
                        .query(String.class)
                        .single())
                .contains("3 of 4 cpus", "asks for 2", "quotas.project.cpus");
        assertThat(project.events(refused.id())).containsExactly("run.queued", "run.refused");
    }
}
