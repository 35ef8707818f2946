package io.workbenchx.control.audit;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A project nobody else uses, with runs on record that say what they were made of. */
public final class AuditedProject {

    public static final String CODE = "0123456789abcdef0123456789abcdef01234567";
    public static final String RUNTIME = "ab".repeat(32);

    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.workbench());
    public final Caller owner;
    public final Project project;

    public AuditedProject(ControlContext control) {
        owner = Caller.onBehalfOf(control.user(Role.ENGINEER));
        project = control.project(owner);
        jdbc.sql("update ops.projects set max_runs = 1000 where id = ?")
                .param(project.id())
                .update();
    }

    /** A training on version n of a dataset, as its pinned spec says. */
    public UUID training(Caller person, String dataset, int version) {
        return run(
                person,
                "training",
                "{\"code\":\"" + CODE + "\",\"datasets\":[{\"name\":\"" + dataset + "\",\"sha256\":\"" + digest(version)
                        + "\",\"version\":" + version + "}],\"parameters\":{\"note\":\"a\\u0000b\"},"
                        + "\"runtime\":{\"digest\":\"sha256:" + RUNTIME + "\",\"name\":\"tabular\"}}",
                null);
    }

    /** A deployment of a version of a model. */
    public UUID deployment(Caller person, String model, int version) {
        return run(
                person,
                "deployment",
                "{\"model\":\"" + model + "\",\"modelDigest\":\"" + digest(version) + "\",\"version\":" + version + "}",
                null);
    }

    /** A run of any kind; refused when there is a code. */
    public UUID run(Caller person, String kind, String spec, String refusal) {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, ?, ?, ?, '=cmd()', ?, ?, ?, '', 3, false, array['CPU_SECONDS'], array[1::numeric],
                          ?, ?, null, null, true, '{}')
                        """)
                .params(run, project.id(), kind, spec, CanonicalJson.sha256(spec))
                .params(person.userId(), person.name(), run.toString())
                .param(refusal)
                .param(refusal)
                .query(String.class)
                .single();
        return run;
    }

    /** Registers a version of a model as made by a run. */
    public void register(UUID run, String model, int version) {
        jdbc.sql("insert into ops.models (project_id, name) values (?, ?) on conflict do nothing")
                .params(project.id(), model)
                .update();
        jdbc.sql("insert into ops.model_versions (project_id, name, version, run_id, digest) values (?, ?, ?, ?, ?)")
                .params(project.id(), model, version, run, digest(version))
                .update();
    }

    /** Charges a run; the total so far. */
    public void spend(UUID run, int cpuSeconds) {
        jdbc.sql("select state from ops.meter_run(?, 'main', array['CPU_SECONDS'], array[?::numeric])")
                .params(run, cpuSeconds)
                .query(String.class)
                .single();
    }

    public void finish(UUID run, String state) {
        jdbc.sql("select ops.finish_run(?, 'workbench', ?, null, null, null, '{}')")
                .params(run, state)
                .query(String.class)
                .single();
    }

    static String digest(int version) {
        return String.format("%064x", version);
    }
}
