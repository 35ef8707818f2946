package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.Deadline;
import io.workbenchx.providers.runner.LaunchFiles;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An app of App Platform that consists of one job, run once, when it is deployed. */
record AppSpec(WorkloadSpec spec, InstanceSize size, DigitalOceanProperties properties) {

    static final String COMPONENT = "workload";
    static final String RUN = "WBX_RUN_ID";
    private static final int LONGEST_NAME = 32;

    Map<String, Object> body() {
        Map<String, Object> app = new LinkedHashMap<>();
        app.put("name", name());
        app.put("region", properties.region());
        app.put("jobs", List.of(job()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("spec", app);
        if (properties.project() != null) {
            body.put("project_id", properties.project());
        }
        return body;
    }

    private String name() {
        String name = RemoteNames.of(spec);
        if (name.length() > LONGEST_NAME) {
            throw new UnsupportedWorkloadException("App Platform takes names of up to " + LONGEST_NAME
                    + " characters, and workload " + spec.name() + " would be " + name + ": use another runner.");
        }
        return name;
    }

    private Map<String, Object> job() {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("name", COMPONENT);
        job.put("kind", "PRE_DEPLOY");
        job.put("image", image());
        job.put("instance_count", 1);
        job.put("instance_size_slug", size.slug());
        // A line of a shell there: each word is quoted.
        job.put("run_command", spec.command().stream().map(LaunchFiles::quoted).collect(Collectors.joining(" ")));
        job.put("envs", variables());
        job.put("termination", Map.of("grace_period_seconds", 30));
        Deadline deadline = Deadline.of(spec.limits(), size.cpus());
        if (deadline.seconds() != null) {
            job.put("timeout", deadline.seconds() + "s");
        }
        return job;
    }

    /** The registries that App Platform pulls from. */
    private Map<String, Object> image() {
        String reference = Objects.requireNonNull(spec.image());
        String digest = reference.substring(reference.indexOf('@') + 1);
        String path = reference.substring(0, reference.indexOf('@'));
        String host = path.substring(0, path.indexOf('/') < 0 ? 0 : path.indexOf('/'));
        String type = switch (host) {
            case "registry.digitalocean.com" -> "DOCR";
            case "ghcr.io" -> "GHCR";
            case "docker.io" -> "DOCKER_HUB";
            default ->
                throw new UnsupportedWorkloadException(
                        "App Platform pulls images from registry.digitalocean.com, ghcr.io and"
                                + " docker.io only, with the host in the name; " + reference + " is elsewhere.");
        };
        String rest = path.substring(host.length() + 1);
        int cut = rest.indexOf('/');
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("registry_type", type);
        if (!type.equals("DOCR") && cut > 0) {
            image.put("registry", rest.substring(0, cut));
        }
        image.put("repository", cut > 0 ? rest.substring(cut + 1) : rest);
        image.put("digest", digest);
        if (!type.equals("DOCR") && properties.registryCredentials() != null) {
            image.put("registry_credentials", properties.registryCredentials());
        }
        return image;
    }

    /** What the workload was given is a secret, which App Platform encrypts and never shows again. */
    private List<Map<String, String>> variables() {
        List<Map<String, String>> variables = new ArrayList<>();
        new TreeMap<>(spec.environment())
                .forEach((name, value) ->
                        variables.add(Map.of("key", name, "value", value, "scope", "RUN_TIME", "type", "SECRET")));
        variables.add(Map.of("key", RUN, "value", spec.runId().toString(), "scope", "RUN_TIME", "type", "GENERAL"));
        variables.add(Map.of("key", "WBX_WORKLOAD", "value", name(), "scope", "RUN_TIME", "type", "GENERAL"));
        return variables;
    }

    List<String> names() {
        return variables().stream()
                .map(variable -> String.valueOf(variable.get("key")))
                .toList();
    }
}
