package io.workbenchx.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.f4b6a3.uuid.UuidCreator;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.workbenchx.control.identity.AccessScope;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the application sees when it forgets its WHERE (GOV-3): every table of a database of its own holds a row of project A and one of
 * project B, put there without any constraint in the way.
 */
class RowLevelSecurityTest {

    private static final UUID A = UuidCreator.getTimeOrderedEpoch();
    private static final UUID B = UuidCreator.getTimeOrderedEpoch();
    private static final UUID ALICE = UuidCreator.getTimeOrderedEpoch();
    private static final UUID ADMIN = UuidCreator.getTimeOrderedEpoch();

    private static JdbcClient owner;
    private static JdbcClient application;
    private static HikariDataSource database;

    @BeforeAll
    static void fill() {
        TestDatabase.Scratch scratch = TestDatabase.scratch("rls");
        owner = JdbcClient.create(scratch.owner());
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(scratch.application());
        // The same connection for everybody: what one transaction left behind the next would find.
        pool.setMaximumPoolSize(1);
        database = new HikariDataSource(pool);
        application = new DatabaseConfiguration()
                .jdbcClient(new DatabaseConfiguration()
                        .namedParameterJdbcTemplate(new DatabaseConfiguration()
                                .jdbcOperations(database, new DatabaseTransactions(database))));
        dropConstraints();
        for (String table : tables().toList()) {
            insert(table, A);
            insert(table, B);
        }
        owner.sql("delete from ops.users").update();
        owner.sql("delete from ops.members").update();
        owner.sql("insert into ops.users (id, name, role) values (?, 'alice', 'ENGINEER'), (?, 'root', 'ADMIN')")
                .params(ALICE, ADMIN)
                .update();
        owner.sql("insert into ops.members (project_id, user_id, role) values (?, ?, 'VIEWER'), (?, ?, 'ADMIN')")
                .params(A, ALICE, B, ADMIN)
                .update();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** All tables that belong to projects; a new one is found by its column. */
    static Stream<String> tables() {
        return owner.sql("""
                        select c.relname from pg_class c where c.relnamespace = 'ops'::regnamespace and c.relkind in ('r', 'p')
                          and not c.relispartition and (c.relname = 'projects'
                            or exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'project_id' and not a.attisdropped))
                        order by 1
                        """).query(String.class).list().stream();
    }

    private static String projectOf(String table) {
        return table.equals("projects") ? "id" : "project_id";
    }

    private static <T> T as(AccessScope scope, Supplier<T> work) {
        try (AccessScope.Opened asking = scope.open()) {
            return work.get();
        }
    }

    private static List<UUID> seen(AccessScope scope, String table) {
        return as(
                scope,
                () -> application
                        .sql("select " + projectOf(table) + " from ops." + table)
                        .query(UUID.class)
                        .list());
    }

    @ParameterizedTest
    @MethodSource("tables")
    void isForcedOnEveryTableOfProjects(String table) {
        assertThat(owner.sql(
                                "select relrowsecurity and relforcerowsecurity from pg_class where oid = ('ops.' || ?)::regclass")
                        .param(table)
                        .query(Boolean.class)
                        .single())
                .as("row-level security of ops." + table + ": select ops.protect('ops." + table + "') in its migration")
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void showsNothingForeignWithoutAWhere(String table) {
        if (table.equals("api_keys")) {
            return; // keys belong to people, see below
        }
        assertThat(seen(new AccessScope(ALICE, null), table)).containsOnly(A);
        assertThat(seen(new AccessScope(ALICE, A), table)).containsOnly(A);
        assertThat(seen(new AccessScope(ALICE, B), table)).isEmpty();
        assertThat(seen(new AccessScope(UuidCreator.getTimeOrderedEpoch(), A), table))
                .isEmpty();
        assertThat(seen(new AccessScope(ADMIN, A), table)).containsOnly(A);
        assertThat(seen(new AccessScope(ADMIN, null), table)).contains(A, B);
        assertThat(seen(AccessScope.workbench(B), table)).containsOnly(B);
        assertThat(seen(AccessScope.workbench(), table)).contains(A, B);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void isAnErrorWhenNobodyAsks(String table) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() ->
                        application.sql("select 1 from ops." + table).query().listOfRows())
                .havingRootCause()
                .withMessageContaining("nobody is asking");
    }

    @Test
    void keysShowToTheirOwnerOnly() {
        owner.sql("update ops.api_keys set user_id = ? where project_id = ?")
                .params(ALICE, B)
                .update();

        assertThat(seen(new AccessScope(ALICE, A), "api_keys")).containsOnly(B);
        assertThat(seen(new AccessScope(ADMIN, A), "api_keys")).isEmpty();
    }

    @Test
    void endsWithTheMembership() {
        UUID bob = UuidCreator.getTimeOrderedEpoch();
        owner.sql("insert into ops.users (id, name, role) values (?, 'bob', 'ENGINEER')")
                .param(bob)
                .update();
        owner.sql("insert into ops.members (project_id, user_id, role) values (?, ?, 'ADMIN')")
                .params(B, bob)
                .update();
        AccessScope scope = new AccessScope(bob, B);
        assertThat(seen(scope, "runs")).containsOnly(B);

        owner.sql("delete from ops.members where user_id = ?").param(bob).update();
        assertThat(seen(scope, "runs")).isEmpty();

        owner.sql("insert into ops.members (project_id, user_id, role) values (?, ?, 'ADMIN')")
                .params(B, bob)
                .update();
        owner.sql("update ops.users set disabled_at = now() where id = ?")
                .param(bob)
                .update();
        assertThat(seen(scope, "runs")).isEmpty();
    }

    @Test
    void refusesWritingIntoAForeignProject() {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> as(
                        new AccessScope(ALICE, A),
                        () -> application
                                .sql("insert into ops.experiments (project_id, id, name) values (?, 'x', 'planted')")
                                .param(B)
                                .update()))
                .havingRootCause()
                .withMessageContaining("row-level security");
        assertThat(as(
                        new AccessScope(ALICE, null),
                        () -> application
                                .sql("update ops.experiments set name = 'taken over' where project_id = ?")
                                .param(B)
                                .update()))
                .isZero();
    }

    @Test
    void leavesNothingBehindInThePool() {
        seen(AccessScope.workbench(), "runs");

        isAnErrorWhenNobodyAsks("runs");
    }

    @Test
    void partitionsCannotBeReadDirectly() {
        List<String> partitions = owner.sql(
                        "select relname from pg_class where relnamespace = 'ops'::regnamespace and relispartition and relkind = 'r'")
                .query(String.class)
                .list();
        // Also those that come later.
        owner.sql("select ops.ensure_event_partition('2031-05-01')")
                .query((row, n) -> 0)
                .list();

        assertThat(partitions).isNotEmpty();
        Stream.concat(partitions.stream(), Stream.of("run_events_203105"))
                .forEach(partition -> assertThatExceptionOfType(DataAccessException.class)
                        .isThrownBy(() -> as(
                                AccessScope.workbench(),
                                () -> application
                                        .sql("select 1 from ops." + partition)
                                        .query()
                                        .listOfRows()))
                        .havingRootCause()
                        .withMessageContaining("permission denied"));
    }

    @Test
    void viewsAskForWhoeverUsesThem() {
        List<String> views = owner.sql("""
                        select relname from pg_class where relnamespace = 'ops'::regnamespace and relkind in ('v', 'm')
                          and not coalesce(reloptions @> array['security_invoker=true'], false)
                        """).query(String.class).list();

        assertThat(views).isEmpty();
    }

    private static void dropConstraints() {
        owner.sql("""
                        select format('alter table ops.%I drop constraint %I', c.relname, k.conname) from pg_constraint k
                          join pg_class c on c.oid = k.conrelid where c.relnamespace = 'ops'::regnamespace and k.contype in ('f', 'c')
                          and k.conparentid = 0
                        """)
                .query(String.class)
                .list()
                .forEach(drop -> owner.sql(drop).update());
    }

    /** A row with something in each column that needs it. */
    private static void insert(String table, UUID project) {
        StringBuilder columns = new StringBuilder(projectOf(table));
        StringBuilder values = new StringBuilder("'" + project + "'");
        owner.sql("""
                        select column_name, data_type from information_schema.columns where table_schema = 'ops' and table_name = ?
                          and is_nullable = 'NO' and is_generated = 'NEVER' and column_name <> ? order by ordinal_position
                        """).params(table, projectOf(table)).query(row -> {
            columns.append(", ").append(row.getString("column_name"));
            values.append(", ").append(something(row.getString("data_type")));
        });
        owner.sql("insert into ops." + table + " (" + columns + ") values (" + values + ")")
                .update();
    }

    private static String something(String type) {
        return switch (type) {
            case "uuid" -> "'" + UuidCreator.getTimeOrderedEpoch() + "'";
            case "text" -> "'" + UuidCreator.getTimeOrderedEpoch() + "'";
            case "integer", "bigint", "smallint", "numeric", "double precision" -> "1";
            case "boolean" -> "false";
            case "jsonb" -> "'{}'";
            case "bytea" -> "convert_to('" + UuidCreator.getTimeOrderedEpoch() + "', 'UTF8')";
            case "ARRAY" -> "'{}'";
            case "date" -> "current_date";
            case "timestamp with time zone" -> "now()";
            default -> throw new IllegalStateException("Teach this test a value of type " + type);
        };
    }
}
