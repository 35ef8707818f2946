package io.workbenchx.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.TestProject.Account;
import io.workbenchx.control.run.TestProject.Admission;
import io.workbenchx.workflows.run.FailureCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** FAULTS I3: settled plus reserved never exceeds the limit, whatever happens in whatever order. */
class BudgetPropertyTest {

    private static final BudgetUnit UNIT = BudgetUnit.CPU_SECONDS;

    /** One thing that can happen to a budget; {@code run} picks one of the runs admitted so far. */
    private record Happening(Kind kind, int run, int amount) {
        private enum Kind {
            ADMIT,
            METER,
            SUCCEED,
            FAIL
        }
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(4, Happening.Kind.ADMIT),
                                Tuple.of(5, Happening.Kind.METER),
                                Tuple.of(2, Happening.Kind.SUCCEED),
                                Tuple.of(1, Happening.Kind.FAIL)),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 60))
                .as(Happening::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 40)
    void holdsAtEveryInstantAndReservesNothingInTheEnd(
            @ForAll @IntRange(min = 0, max = 200) int limit, @ForAll("happenings") List<Happening> order) {
        TestProject project = new TestProject(1000).budget(UNIT, String.valueOf(limit));
        Map<UUID, BigDecimal> open = new HashMap<>();
        List<UUID> runs = new ArrayList<>();
        BigDecimal before = BigDecimal.ZERO;
        BigDecimal paidFor = BigDecimal.ZERO;

        for (Happening happening : order) {
            paidFor = paidFor.add(happen(project, happening, runs, open));
            Account account = project.account(UNIT);
            assertThat(account).matches(Account::holds, "spent + reserved <= limit");
            assertThat(account.spent()).as("spent never shrinks").isGreaterThanOrEqualTo(before);
            assertThat(account.reserved())
                    .as("reserved for open runs")
                    .isEqualByComparingTo(open.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
            before = account.spent();
        }
        for (UUID run : runs) {
            paidFor = paidFor.add(end(project, run, open, true));
        }
        assertThat(project.account(UNIT).reserved()).isZero();
        assertThat(project.account(UNIT).spent())
                .isBetween(paidFor, used(project, runs).min(new BigDecimal(limit)));
    }

    /** Returns what was used of a reservation that is settled thereby. */
    private static BigDecimal happen(
            TestProject project, Happening happening, List<UUID> runs, Map<UUID, BigDecimal> open) {
        if (happening.kind() == Happening.Kind.ADMIT) {
            Admission admission = project.admit(Map.of(UNIT, String.valueOf(happening.amount())));
            if (admission.code() == null) {
                runs.add(admission.run());
                open.put(admission.run(), new BigDecimal(happening.amount()));
            }
        } else if (!runs.isEmpty()) {
            UUID run = runs.get(happening.run() % runs.size());
            if (happening.kind() != Happening.Kind.METER) {
                return end(project, run, open, happening.kind() == Happening.Kind.SUCCEED);
            }
            project.recorder.meter(run, "workload", Map.of(UNIT, new BigDecimal(happening.amount())));
        }
        return BigDecimal.ZERO;
    }

    private static BigDecimal end(TestProject project, UUID run, Map<UUID, BigDecimal> open, boolean well) {
        if (well) {
            project.succeed(run);
        } else {
            project.fail(run, FailureCode.SCRIPT_FAILED);
        }
        BigDecimal reserved = open.remove(run);
        return reserved == null ? BigDecimal.ZERO : used(project, List.of(run)).min(reserved);
    }

    private static BigDecimal used(TestProject project, List<UUID> runs) {
        return runs.stream()
                .map(run -> project.recorder.cost(run).get(UNIT).spent())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Property(tries = 3)
    void holdsWhileEightProgramsCompete(@ForAll @IntRange(min = 50, max = 300) int limit) throws Exception {
        TestProject project = new TestProject(1000).budget(UNIT, String.valueOf(limit));

        Competition.of(8, program -> {
            for (int i = 0; i < 15; i++) {
                Admission admission = project.admit(Map.of(UNIT, String.valueOf(10 + program)));
                if (admission.code() == null) {
                    project.recorder.meter(admission.run(), "workload", Map.of(UNIT, new BigDecimal(1 + i)));
                    project.succeed(admission.run());
                }
                assertThat(project.account(UNIT)).matches(Account::holds, "spent + reserved <= limit");
            }
            return null;
        });

        assertThat(project.account(UNIT).reserved()).isZero();
    }
}
