package io.workbenchx.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * 1,000 steps that ask at once for a budget that is good for 10, through the admission of the workbench; and the statement the ledger is made
 * of against looking first and booking then, as a proxy does it whose budget counts what was spent, on the same PostgreSQL.
 */
final class LedgerBenchmark implements Benchmark {

    private static final int STEPS = 1000;
    private static final int BUDGET = 10;
    private static final int CONNECTIONS = 32;
    private static final int BOOKINGS = 4000;

    /** A reservation is one statement: the account moves if there is room, and the row is there if it moved. */
    private static final String RESERVE = """
            with moved as (update bench.account set reserved = reserved + 1 where id = ? and reserved + 1 <= limit_amount returning id)
            insert into bench.reservation (account) select id from moved
            """;

    private static final String LOOK = "select reserved + 1 <= limit_amount from bench.account where id = ?";
    private static final String BOOK = """
            with moved as (update bench.account set reserved = reserved + 1 where id = ? returning id)
            insert into bench.reservation (account) select id from moved
            """;

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String description() {
        return "1,000 parallel steps on a budget for 10; conditional update against check-then-book";
    }

    /** One try to reserve; whether it was granted. */
    private interface Step {
        boolean take(Connection connection, int account) throws SQLException;
    }

    @Override
    public List<Figure> run(int rounds) throws Exception {
        try (Installation installation = Installation.start();
                HikariDataSource pool = pool(installation)) {
            prepare(installation);
            List<Double> admitted = new ArrayList<>();
            List<Double> peerGranted = new ArrayList<>();
            List<Double> ours = new ArrayList<>();
            List<Double> peer = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                int tight = 10 * round;
                admitted.add((double) admissions(installation, pool));
                account(installation, tight, BUDGET);
                peerGranted.add((double) granted(pool, STEPS, tight, LedgerBenchmark::lookThenBook));
                account(installation, tight + 1, Integer.MAX_VALUE);
                account(installation, tight + 2, Integer.MAX_VALUE);
                ours.add(rate(pool, tight + 1, LedgerBenchmark::reserve));
                peer.add(rate(pool, tight + 2, LedgerBenchmark::lookThenBook));
            }
            return List.of(
                    Figure.exactly(
                            "granted of 1,000 on a budget for 10, furthest off",
                            "",
                            furthest(admitted),
                            furthest(peerGranted),
                            BUDGET),
                    Figure.ratio("reservations on one account", "/s", median(ours), median(peer), 0.8, false));
        }
    }

    /** As many connections as compete, beside those of the workbench. */
    private static HikariDataSource pool(Installation installation) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(installation.application());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(120_000);
        return new HikariDataSource(config);
    }

    private static void prepare(Installation installation) throws Exception {
        try (Connection connection = installation.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema bench");
            statement.execute(
                    "create table bench.account (id integer primary key, limit_amount integer not null, reserved integer not null default 0)");
            statement.execute(
                    "create table bench.reservation (id bigint generated always as identity primary key, account integer not null)");
            statement.execute("grant usage on schema bench to public");
            statement.execute("grant select, update on bench.account to public");
            statement.execute("grant insert on bench.reservation to public");
        }
    }

    private static void account(Installation installation, int id, int limit) throws Exception {
        try (Connection connection = installation.owner().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into bench.account (id, limit_amount) values (?, ?)")) {
            insert.setInt(1, id);
            insert.setInt(2, limit);
            insert.execute();
        }
    }

    /** All steps through the function every run is admitted by, on a project of their own; how many of them the ledger let through. */
    private static int admissions(Installation installation, HikariDataSource pool) throws Exception {
        Project project;
        Caller caller;
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            String name = "l" + UuidCreator.getTimeOrderedEpoch().toString().substring(9, 23);
            caller = Caller.onBehalfOf(installation.get(Identity.class).createUser(name, Role.ENGINEER, null));
            project = installation
                    .get(ProjectService.class)
                    .create(caller, name, null, Map.of(BudgetUnit.TOKENS, new BigDecimal(BUDGET)));
            installation.get(ProjectService.class).setMaxRuns(project, STEPS * 2);
        }
        int granted = granted(pool, STEPS, 0, (connection, none) -> admit(connection, project, caller));
        BigDecimal reserved;
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            reserved = Objects.requireNonNull(installation
                            .get(ProjectService.class)
                            .budget(project)
                            .get(BudgetUnit.TOKENS))
                    .reserved();
        }
        if (reserved.intValueExact() != granted) {
            throw new IllegalStateException(granted + " were granted but " + reserved + " is reserved.");
        }
        return granted;
    }

    private static boolean admit(Connection connection, Project project, Caller caller) throws SQLException {
        try (PreparedStatement admit = connection.prepareStatement("""
                select state from ops.admit_run(?, ?, 'tracking', '{"experiment":"ledger"}', '', 'a step', ?, ?, ?, '', 3, true,
                  array['TOKENS'], array[1::numeric], null, null, null, null, true, '{}')
                """)) {
            var run = UuidCreator.getTimeOrderedEpoch();
            admit.setObject(1, run);
            admit.setObject(2, project.id());
            admit.setObject(3, caller.userId());
            admit.setString(4, caller.name());
            admit.setString(5, run.toString());
            try (ResultSet row = admit.executeQuery()) {
                row.next();
                return row.getString(1).equals("ADMITTED");
            }
        }
    }

    private static boolean reserve(Connection connection, int account) throws SQLException {
        try (PreparedStatement reserve = connection.prepareStatement(RESERVE)) {
            reserve.setInt(1, account);
            return reserve.executeUpdate() > 0;
        }
    }

    private static boolean lookThenBook(Connection connection, int account) throws SQLException {
        try (PreparedStatement look = connection.prepareStatement(LOOK);
                PreparedStatement book = connection.prepareStatement(BOOK)) {
            look.setInt(1, account);
            try (ResultSet room = look.executeQuery()) {
                room.next();
                if (!room.getBoolean(1)) {
                    return false;
                }
            }
            book.setInt(1, account);
            return book.executeUpdate() > 0;
        }
    }

    private static double rate(HikariDataSource pool, int account, Step step) throws Exception {
        granted(pool, BOOKINGS / 10, account, step);
        long began = System.nanoTime();
        int granted = granted(pool, BOOKINGS, account, step);
        if (granted != BOOKINGS) {
            throw new IllegalStateException("An account without a limit refused.");
        }
        return BOOKINGS / ((System.nanoTime() - began) / 1e9);
    }

    /** Takes all steps, as many at a time as there are connections, starting together. */
    private static int granted(HikariDataSource pool, int steps, int account, Step step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            CountDownLatch ready = new CountDownLatch(CONNECTIONS);
            List<Future<Integer>> results = new ArrayList<>();
            for (int thread = 0; thread < CONNECTIONS; thread++) {
                int share = steps / CONNECTIONS + (thread < steps % CONNECTIONS ? 1 : 0);
                Callable<Integer> work = () -> {
                    try (Connection connection = pool.getConnection()) {
                        ready.countDown();
                        ready.await();
                        int granted = 0;
                        for (int i = 0; i < share; i++) {
                            granted += step.take(connection, account) ? 1 : 0;
                        }
                        return granted;
                    }
                };
                results.add(threads.submit(work));
            }
            int granted = 0;
            for (Future<Integer> result : results) {
                granted += result.get();
            }
            return granted;
        } finally {
            threads.shutdownNow();
        }
    }

    private static double furthest(List<Double> granted) {
        return granted.stream()
                .max((a, b) -> Double.compare(Math.abs(a - BUDGET), Math.abs(b - BUDGET)))
                .orElseThrow();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
