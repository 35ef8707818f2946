package io.workbenchx.cli.evidence;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** An evidence bundle in a file: fetched from the workbench once, verified without it ever after. */
public record Bundle(Path file) {

    /** Fetches the bundle of a run. */
    public static Bundle fetch(Api api, String project, String run, Path file) {
        api.download(ApiPath.project(project, "runs", run, "evidence"), file);
        return new Bundle(file);
    }

    /** {@code valid}, and either what the bundle proves or the first altered {@code record} and the {@code reason}. */
    public JsonNode verify(Path publicKey) {
        return Verdict.on(file, publicKey).json();
    }
}
