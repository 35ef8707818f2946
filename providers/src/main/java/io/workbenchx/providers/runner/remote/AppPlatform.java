package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.RunnerException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The calls of DigitalOcean's API v2 that we use, {@code /v2/apps}, as in the public API reference and {@code godo} 1.201.0 (July 2026).
 *
 * @param api with the account's token
 */
record AppPlatform(RemoteApi api) {

    /** An app by its name: names are unique in an account. */
    Optional<JsonNode> find(String name) {
        return list().stream()
                .filter(app -> app.path("spec").path("name").asString("").equals(name))
                .findFirst();
    }

    List<JsonNode> list() {
        List<JsonNode> all = new ArrayList<>();
        for (int page = 1; ; page++) {
            JsonNode answer = api.get("v2/apps?per_page=200&page=" + page).orElseThrow();
            answer.path("apps").forEach(all::add);
            if (!answer.path("links").path("pages").has("next")) {
                return all;
            }
        }
    }

    JsonNode create(Map<String, Object> body) {
        return api.post("v2/apps", body)
                .map(answer -> answer.path("app"))
                .orElseThrow(() -> new RunnerException("DigitalOcean knows no apps", null));
    }

    /** The one deployment of an app that is deployed once: {@code {id, phase, progress, spec, …}}. */
    Optional<JsonNode> deployment(String app) {
        return api.get("v2/apps/" + app + "/deployments?per_page=1")
                .map(answer -> answer.path("deployments"))
                .filter(deployments -> !deployments.isEmpty())
                .map(deployments -> deployments.get(0));
    }

    void cancel(String app, String deployment) {
        try {
            api.post("v2/apps/" + app + "/deployments/" + deployment + "/cancel", Map.of());
        } catch (RemoteException e) {
            if (e.status() / 100 != 4) {
                throw e;
            }
            // It has ended meanwhile.
        }
    }

    void delete(String app) {
        api.delete("v2/apps/" + app);
    }

    /** All there is now, from the beginning, by signed addresses. */
    InputStream output(String app, String deployment) {
        JsonNode logs = api.get("v2/apps/" + app + "/deployments/" + deployment + "/components/" + AppSpec.COMPONENT
                        + "/logs?type=RUN&follow=false")
                .orElse(null);
        if (logs == null) {
            return InputStream.nullInputStream();
        }
        List<InputStream> parts = new ArrayList<>();
        logs.path("historic_urls").forEach(address -> parts.add(api.stream(address.asString())));
        if (parts.isEmpty() && logs.path("live_url").isString()) {
            parts.add(api.stream(logs.path("live_url").asString()));
        }
        parts.add(new ByteArrayInputStream(new byte[0]));
        return new SequenceInputStream(Collections.enumeration(parts));
    }
}
