package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CliConfig;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.local.LocalStart;
import io.workbenchx.cli.shell.Json;
import org.jspecify.annotations.Nullable;

/**
 * A workbench that answers and knows us: the one named by an address, else the one on this machine, started if need be.
 *
 * @param watched a person reads what is told
 */
record InfrastructureStep(@Nullable String url, boolean watched) implements DemoStep {

    @Override
    public String title() {
        return "Infrastructure: PostgreSQL, object store, Temporal, api and worker";
    }

    @Override
    public String take(Journey journey) {
        var shell = journey.shell();
        if (url == null && shell.variable("WBX_URL") == null) {
            LocalStart.ensureUp(shell, watched, journey::detail);
        }
        journey.connect(Connection.of(shell, url, journey.project()));
        var me = journey.api().get(ApiPath.of("me"));
        var info = journey.api().get(ApiPath.of("info"));
        CliConfig.write(CliConfig.load(shell).evidenceKey(), journey.api().text(ApiPath.of("evidence", "key")));
        var workbench = journey.facts().putObject("workbench");
        workbench
                .put("url", journey.connection().url().toString())
                .put("openApi", journey.connection().url() + "/docs")
                .put("user", Json.text(me, "name"));
        Json.fields(info).forEach(field -> workbench.set(field.getKey(), field.getValue()));
        return "workbench " + Json.text(info, "version") + " at "
                + journey.connection().url() + ", engine "
                + Json.text(info, "engine").replaceAll("\\.$", "") + ", signed in as "
                + Json.text(me, "name");
    }
}
