package io.workbenchx.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.TestDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A project with code, an approved runtime and people of every role, reached as clients reach it. */
public final class GovernedProject {

    private static final RunningApi API = RunningApi.get();
    private static final JdbcClient DATABASE = JdbcClient.create(TestDatabase.workbench());

    public final String name = "g-" + UUID.randomUUID().toString().substring(0, 8);
    public final String root = API.adminKey();
    public final String admin;
    public final String editor;
    public final String viewer;
    public final String runtime = "t" + UUID.randomUUID().toString().substring(0, 8);
    public final String runtimeDigest = digest();

    public GovernedProject() {
        Answer created =
                API.send("POST", "/api/v1/projects", root, Map.of("name", name, "template", "tabular-classifier"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        admin = member("ADMIN");
        editor = member("EDITOR");
        viewer = member("VIEWER");
        runtime(runtime, runtimeDigest, "APPROVED", null);
    }

    static String digest() {
        return "sha256:" + UUID.randomUUID().toString().replace("-", "").repeat(2);
    }

    /** Enters a runtime; returns its id. */
    public UUID runtime(String called, String digest, String state, UUID builtBy) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        DATABASE.sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, built_by_run, created_by)
                        values (?, ?, 'ENVIRONMENT', ?, ?, ?, ?, (select created_by from ops.projects where name = ?))
                        """)
                .param(id)
                .params(called, digest, state, "cd".repeat(32))
                .param(builtBy)
                .param(name)
                .update();
        return id;
    }

    /** The key of a new user without any membership. */
    public static String stranger() {
        return user("ENGINEER", "x-" + UUID.randomUUID());
    }

    public static String user(String role, String called) {
        Answer created = API.send("POST", "/api/v1/users", API.adminKey(), Map.of("name", called, "role", role));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.json().path("apiKey").asString();
    }

    /** The key of a new member. */
    public String member(String role) {
        return member(role, "u-" + UUID.randomUUID());
    }

    public String member(String role, String called) {
        String key = user("ENGINEER", called);
        Answer joined = API.send("PUT", "/api/v1/projects/" + name + "/members/" + called, root, Map.of("role", role));
        assertThat(joined.status()).as(joined.body()).isEqualTo(204);
        return key;
    }

    public Answer get(String key, String path) {
        return API.send("GET", "/api/v1/projects/" + name + path, key, null);
    }

    public Answer post(String key, String path, Object body) {
        return API.send("POST", "/api/v1/projects/" + name + path, key, body);
    }

    public Answer put(String key, String yaml, String... headers) {
        return API.send("PUT", "/api/v1/projects/" + name + "/policy", key, yaml, headers);
    }

    /** Puts a policy in force. */
    public GovernedProject policy(String yaml) {
        Answer put = put(admin, yaml);
        assertThat(put.status()).as(put.body()).isEqualTo(201);
        return this;
    }

    public Answer upload(String key, String dataset, String csv) {
        return API.send(
                "POST", "/api/v1/projects/" + name + "/datasets/" + dataset + "/versions?fileName=data.csv", key, csv);
    }

    public Answer train(String key, Object... more) {
        return start(key, "training", with(Map.of("runtime", runtime), more));
    }

    public Answer probe(String key) {
        return start(key, "probe", Map.of());
    }

    public Answer start(String key, String kind, Map<String, ?> spec) {
        return post(key, "/runs", Map.of("kind", kind, "spec", spec));
    }

    static Map<String, Object> with(Map<String, ?> base, Object... more) {
        Map<String, Object> all = new HashMap<>(base);
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }
}
