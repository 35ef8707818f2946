package io.workbenchx.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/**
 * A month of a busy installation: runs with ten events each, chained as the workbench chains them, of many people in many projects, on
 * versions of datasets; and what else happened in the projects. Written by the owner of the database in batches.
 */
final class AuditHistory {

    static final int PROJECTS = 50;
    static final int PEOPLE = 200;
    static final int DATASETS = 8;
    static final int VERSIONS = 5;
    static final int EVENTS_OF_RUN = 10;

    private static final int BATCH = 500;
    private static final int WRITERS = 4;

    private static final String RUNS = """
            create function pg_temp.history(p_from integer, p_to integer, p_all integer, p_projects uuid[], p_people uuid[], p_names text[])
            returns void language plpgsql as $$
            declare
              types text[] := array['run.queued', 'run.admitted', 'run.running', 'step.started', 'step.completed', 'workload.attested',
                'step.started', 'step.completed', 'model.logged', 'run.succeeded'];
              run uuid; project uuid; place integer; person integer; began timestamptz; at timestamptz; spec text; head bytea;
              record text; records text[]; hashes bytea[]; times timestamptz[];
            begin
              for i in p_from .. p_to - 1 loop
                place := hashint4(i) & 2147483647;
                place := 1 + place % array_length(p_projects, 1);
                project := p_projects[place];
                -- People work in a few projects each.
                person := 1 + (place * 4 + i % 16) % array_length(p_people, 1);
                began := now() - interval '30 days' * (p_all - i) / p_all;
                run := (lpad(to_hex((extract(epoch from began) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3) || '8'
                  || substr(md5(i::text), 5, 15))::uuid;
                spec := format('{"code":"%s","datasets":[{"name":"data-%s","sha256":"%s","version":%s}],"experiment":"e",'
                  || '"runtime":{"digest":"sha256:%s","name":"runtime-%s"}}', lpad(to_hex(place * 100 + i % 20), 40, '0'), i % 8,
                  md5('x' || i % 8) || md5('y' || i / 8 % 5), 1 + i / 8 % 5, md5('r' || i % 6) || md5('s'), i % 6);
                head := decode(repeat('00', 32), 'hex');
                records := '{}'; hashes := '{}'; times := '{}';
                for n in 1 .. 10 loop
                  at := began + n * interval '1.3 seconds';
                  record := ops.event_record(run, project, n, head, at, case when n in (2, 10) then 'workbench' else p_names[person] end, types[n],
                    '{"attempt":1,"host":"runner-' || i % 5 || '","step":"train"}');
                  head := sha256(convert_to(record, 'UTF8'));
                  records := records || record; hashes := hashes || head; times := times || at;
                end loop;
                insert into ops.runs (id, project_id, kind, state, spec, spec_sha256, summary, created_by, request_id, request_sha256,
                    created_at, admitted_at, started_at, finished_at, history_sha256, lineage_complete, last_seq, last_hash)
                  values (run, project, case when i % 10 = 0 then 'deployment' else 'training' end, 'SUCCEEDED', spec, '', 'train', p_people[person],
                    run::text, '', began, began, began, at, '', true, 10, head);
                insert into ops.run_events (run_id, project_id, seq, type, key, at, record, hash)
                  select run, project, n, types[n], n::text, times[n], records[n], hashes[n] from generate_series(1, 10) n;
              end loop;
            end $$
            """;

    private final DataSource owner;
    final List<UUID> projects = new ArrayList<>();
    final List<UUID> people = new ArrayList<>();

    AuditHistory(DataSource owner) {
        this.owner = owner;
    }

    /** Writes it; the number of events is at least the one given. */
    void write(int events) throws Exception {
        int runs = (events + EVENTS_OF_RUN - 1) / EVENTS_OF_RUN;
        prepare();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> batches = new ArrayList<>();
            int share = (runs + WRITERS - 1) / WRITERS;
            for (int writer = 0; writer < WRITERS; writer++) {
                int from = writer * share;
                int to = Math.min(runs, from + share);
                batches.add(writers.submit(() -> {
                    writeRuns(from, to, runs);
                    return null;
                }));
            }
            for (Future<?> batch : batches) {
                batch.get();
            }
        } finally {
            writers.shutdownNow();
        }
        writeOthers(events / 50);
    }

    private void prepare() throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement user = connection.prepareStatement(
                        "insert into ops.users (id, name, role) values (?, ?, 'ENGINEER')");
                PreparedStatement project = connection.prepareStatement(
                        "insert into ops.projects (id, name, created_by) values (?, ?, ?)");
                PreparedStatement member = connection.prepareStatement(
                        "insert into ops.members (project_id, user_id, role) values (?, ?, 'VIEWER')")) {
            statement.execute(
                    "select ops.ensure_event_partition((date_trunc('month', now()) + make_interval(months => m))::date) from generate_series(-2, 1) m");
            for (int i = 0; i < PEOPLE; i++) {
                people.add(UuidCreator.getTimeOrderedEpoch());
                user.setObject(1, people.get(i));
                user.setString(2, person(i));
                user.execute();
            }
            for (int i = 0; i < PROJECTS; i++) {
                projects.add(UuidCreator.getTimeOrderedEpoch());
                project.setObject(1, projects.get(i));
                project.setString(2, project(i));
                project.setObject(3, people.get(i));
                project.execute();
                member.setObject(1, projects.get(i));
                member.setObject(2, people.get(i));
                member.execute();
            }
        }
    }

    static String person(int number) {
        return "person-" + number;
    }

    static String project(int number) {
        return "project-" + number;
    }

    /** One of the twenty commits of a project. */
    static String code(int project, int number) {
        return String.format("%040x", (project + 1) * 100 + number);
    }

    private void writeRuns(int from, int to, int all) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(RUNS);
            try (PreparedStatement batch = connection.prepareStatement(
                    "select pg_temp.history(?, ?, ?, cast(? as uuid[]), cast(? as uuid[]), ?)")) {
                String[] names = new String[PEOPLE];
                for (int i = 0; i < PEOPLE; i++) {
                    names[i] = person(i);
                }
                batch.setInt(3, all);
                batch.setArray(4, connection.createArrayOf("text", texts(projects)));
                batch.setArray(5, connection.createArrayOf("text", texts(people)));
                batch.setArray(6, connection.createArrayOf("text", names));
                for (int at = from; at < to; at += BATCH) {
                    batch.setInt(1, at);
                    batch.setInt(2, Math.min(to, at + BATCH));
                    batch.execute();
                }
            }
        }
    }

    private static String[] texts(List<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    private void writeOthers(int events) throws SQLException {
        try (Connection connection = owner.getConnection();
                PreparedStatement event = connection.prepareStatement("""
                        select ops.append_audit(p, 'person-' || n % 200, case n % 4 when 0 then 'member.set' when 1 then 'artifact.downloaded'
                          when 2 then 'log.read' else 'budget.set' end, 'things/' || n, '{}')
                        from generate_series(1, ?) n, lateral (select (cast(? as uuid[]))[1 + n % 50] as p) x
                        """)) {
            event.setInt(1, events);
            event.setArray(2, connection.createArrayOf("text", texts(projects)));
            event.execute();
        }
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze ops.run_events");
            statement.execute("vacuum analyze ops.runs");
            statement.execute("vacuum analyze ops.run_materials");
            statement.execute("vacuum analyze ops.audit_events");
        }
    }
}
