package io.workbenchx.control.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** GOV-6: who ran what on which data. */
class AuditQueryTest {

    private final ControlContext control = ControlContext.shared();
    private final AuditQuery query = control.get(AuditQuery.class);
    private final AuditedProject audited = new AuditedProject(control);
    private final Caller ana = audited.owner;
    private final Caller bob = Caller.onBehalfOf(control.user(Role.ENGINEER));
    private final UUID project = audited.project.id();

    @Test
    void answersFromBothLogsNewestFirst() {
        UUID run = audited.training(ana, "churn", 1);
        control.get(AuditLog.class).record(bob, audited.project, "evidence.downloaded", "runs/" + run, Map.of());

        List<AuditEntry> all = all(AuditFilter.all(project));

        assertThat(all)
                .extracting(AuditEntry::type)
                .containsExactly(
                        "evidence.downloaded",
                        "run.admitted",
                        "run.queued",
                        "budget.set",
                        "member.set",
                        "project.created");
        assertThat(all).extracting(AuditEntry::at).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(all).extracting(AuditEntry::project).containsOnly(audited.project.name());
        assertThat(all.get(2).actor()).isEqualTo(ana.name());
        assertThat(all.get(2).run().kind()).isEqualTo("training");
        assertThat(all.get(2).run().materials())
                .containsExactly(
                        new AuditEntry.Material("INPUT", "code", "git", "", AuditedProject.CODE),
                        new AuditEntry.Material("INPUT", "dataset", "churn", "1", AuditedProject.digest(1)),
                        new AuditEntry.Material("INPUT", "runtime", "tabular", "", AuditedProject.RUNTIME));
    }

    @Test
    void findsRunsByEverythingTheyAreMadeOf() {
        UUID one = audited.training(ana, "churn", 1);
        UUID two = audited.training(bob, "churn", 2);
        UUID other = audited.training(bob, "sales", 1);
        UUID served = audited.deployment(ana, "m", 7);
        audited.register(two, "m", 7);

        assertThat(runs(filter(Map.of("dataset", "churn")))).containsExactlyInAnyOrder(one, two);
        assertThat(runs(filter(Map.of("dataset", "churn", "datasetVersion", "2"))))
                .containsExactly(two);
        assertThat(runs(filter(Map.of("model", "m")))).containsExactlyInAnyOrder(two, served);
        assertThat(runs(filter(Map.of("model", "m", "modelVersion", "8")))).isEmpty();
        assertThat(runs(filter(Map.of("runtime", "tabular")))).containsExactlyInAnyOrder(one, two, other);
        assertThat(runs(filter(Map.of("runtime", "sha256:" + AuditedProject.RUNTIME))))
                .containsExactlyInAnyOrder(one, two, other);
        assertThat(runs(filter(Map.of("code", AuditedProject.CODE)))).containsExactlyInAnyOrder(one, two, other);
        assertThat(runs(filter(Map.of("kind", "deployment")))).containsExactly(served);
        assertThat(runs(filter(Map.of("person", bob.name())))).containsExactlyInAnyOrder(two, other);
        assertThat(runs(filter(Map.of("person", bob.name(), "dataset", "churn"))))
                .containsExactly(two);
        assertThat(runs(filter(Map.of("type", "run.admitted", "run", other.toString()))))
                .containsExactly(other);
    }

    @Test
    void whatWasRefusedUsedNothing() {
        UUID refused = audited.run(
                ana,
                "training",
                "{\"datasets\":[{\"name\":\"churn\",\"sha256\":\"" + AuditedProject.digest(1) + "\",\"version\":1}]}",
                "RUNTIME_UNKNOWN");

        assertThat(runs(filter(Map.of("dataset", "churn")))).isEmpty();
        assertThat(runs(filter(Map.of("type", "run.refused")))).containsExactly(refused);
    }

    @Test
    void findsWhatHappenedInATime() {
        UUID before = audited.training(ana, "churn", 1);
        Instant between = JdbcClient.create(TestDatabase.owner())
                .sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        UUID after = audited.training(ana, "churn", 1);

        assertThat(runs(filter(Map.of("to", between.toString())))).containsExactly(before);
        assertThat(runs(filter(Map.of("from", between.toString())))).containsExactly(after);
    }

    @Test
    void pagesHoldEveryEntryOnce() {
        for (int i = 0; i < 10; i++) {
            audited.training(ana, "churn", i);
        }
        List<AuditEntry> whole =
                query.page(AuditFilter.all(project), null, 1000).items();

        assertThat(all(AuditFilter.all(project))).isEqualTo(whole).hasSize(23);
    }

    @Test
    void refusesACursorOfAnotherQuestionAndOneThatIsNone() {
        audited.training(ana, "churn", 1);
        String cursor = query.page(AuditFilter.all(project), null, 1).next();
        UUID foreign = new AuditedProject(control).project.id();

        for (String wrong : List.of(cursor.substring(1), "x", "b2Zmc2V0OjE", "%%%")) {
            assertRefused(AuditFilter.all(project), wrong);
        }
        assertRefused(AuditFilter.all(foreign), cursor);
        assertRefused(filter(Map.of("person", "ana")), cursor);
    }

    @Test
    void refusesAVersionOfNothing() {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> filter(Map.of("datasetVersion", "1")))
                .withMessageContaining("dataset");
    }

    @Test
    void showsAMemberNothingOfOtherProjectsWhateverTheFilterSays() {
        AuditedProject foreign = new AuditedProject(control);
        foreign.training(foreign.owner, "churn", 1);
        UUID own = audited.training(ana, "churn", 1);

        try (AccessScope.Opened asking = AccessScope.of(ana).open()) {
            assertThat(all(AuditFilter.all(foreign.project.id()))).isEmpty();
            assertThat(all(AuditFilter.all(null)))
                    .extracting(AuditEntry::projectId)
                    .containsOnly(project);
            assertThat(runs(new AuditFilter(
                            null, null, null, null, null, "churn", null, null, null, null, null, null, null)))
                    .containsExactly(own);
        }
    }

    private void assertRefused(AuditFilter filter, String cursor) {
        assertThatExceptionOfType(WorkbenchException.class)
                .as(cursor)
                .isThrownBy(() -> query.page(filter, cursor, 10))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }

    /** All pages of three. */
    private List<AuditEntry> all(AuditFilter filter) {
        List<AuditEntry> entries = new ArrayList<>();
        String cursor = null;
        do {
            AuditQuery.Entries page = query.page(filter, cursor, 3);
            entries.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return entries;
    }

    private Set<UUID> runs(AuditFilter filter) {
        return all(filter).stream()
                .filter(entry -> entry.run() != null)
                .map(AuditEntry::chain)
                .collect(Collectors.toSet());
    }

    private AuditFilter filter(Map<String, String> set) {
        return new AuditFilter(
                project,
                set.get("person"),
                set.get("type"),
                set.containsKey("run") ? UUID.fromString(set.get("run")) : null,
                set.get("kind"),
                set.get("dataset"),
                set.get("datasetVersion"),
                set.get("model"),
                set.get("modelVersion"),
                set.get("runtime"),
                set.get("code"),
                set.containsKey("from") ? Instant.parse(set.get("from")) : null,
                set.containsKey("to") ? Instant.parse(set.get("to")) : null);
    }
}
