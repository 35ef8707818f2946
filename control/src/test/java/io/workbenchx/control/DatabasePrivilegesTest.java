package io.workbenchx.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the application's role cannot do even if the application were taken over; its log is in {@code ChainVerifierTest}. */
class DatabasePrivilegesTest {

    private final JdbcClient application = JdbcClient.create(TestDatabase.application());
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ops.budgets set spent = 0",
                "update ops.budgets set reserved = 0",
                "delete from ops.budgets",
                "update ops.run_budgets set reserved = 1000000",
                "insert into ops.run_budgets (run_id, project_id, unit, reserved) values (gen_random_uuid(), gen_random_uuid(), 'USD', 1)",
                "update ops.run_meters set total = 0",
                "insert into ops.runs (id) values (gen_random_uuid())",
                "update ops.runs set result = '{}'",
                "update ops.runs set created_by = created_by",
                "update ops.runs set finished_at = null",
                "delete from ops.runs",
                "delete from ops.projects",
                "delete from ops.users",
                "delete from ops.api_keys",
                "delete from ops.datasets",
                "delete from ops.dataset_versions",
                "update ops.dataset_versions set bytes = 1",
                "update ops.code_versions set sha = sha",
                "delete from ops.code_versions",
                "delete from ops.runtimes",
                "update ops.artifacts set project_id = project_id",
                "update ops.run_logs set content = ''",
                "update ops.secret_values set ciphertext = ''",
                "update ops.run_secrets set version = 1",
                "delete from ops.run_secrets",
                "delete from ops.data_keys",
                "update ops.data_keys set project_id = null",
                "update ops.approvals set state = 'APPROVED'",
                "update ops.approvals set expires_at = now()",
                "delete from ops.approvals",
                "insert into ops.approval_decisions (approval_id) values (gen_random_uuid())",
                "delete from ops.approval_decisions",
                "update ops.policies set yaml = ''",
                "delete from ops.policies",
                "delete from ops.policy_answers",
                "update ops.runs set gated = false",
                "select ops.ask_at_start(null, null)",
                "create table ops.mine (id integer)",
                "create table public.mine (id integer)",
                "alter table ops.budgets add column mine integer",
                "drop table ops.run_events",
                "drop schema ops cascade",
                "create role eve",
                "alter role wbx_app superuser",
                "copy ops.runs to program 'cat'",
                "select pg_read_file('/etc/passwd')"
            })
    void refusesTheApplication(String sql) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> application.sql(sql).query((row, n) -> 0).list())
                .havingRootCause()
                .withMessageMatching("(?s).*(permission denied|must be owner|must be a superuser|Only roles with).*");
    }

    @Test
    void ownsNothing() {
        List<String> owned = owner.sql("""
                        select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'wbx_app'
                        union all select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = 'wbx_app'
                        """).query(String.class).list();

        assertThat(owned).isEmpty();
    }

    @Test
    void cannotCallWhatWritesEventsWithoutARun() {
        List<String> callable = owner.sql("""
                        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                        where n.nspname = 'ops' and has_function_privilege('wbx_app', p.oid, 'execute') order by 1
                        """).query(String.class).list();

        assertThat(callable)
                .contains("admit_run", "record_events", "meter_run", "finish_run")
                .doesNotContain("append_locked", "forbid_change");
    }

    @Test
    void pinsTheSearchPathOfEveryFunctionThatActsAsOwner() {
        List<String> open = owner.sql("""
                        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                        where n.nspname = 'ops' and p.prosecdef
                          and not exists (select 1 from unnest(p.proconfig) c where c like 'search_path=%pg_temp')
                        """).query(String.class).list();

        assertThat(open).isEmpty();
    }
}
