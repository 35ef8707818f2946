package io.workbenchx.api.run;

import io.workbenchx.api.security.PublicRoute;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactLinks;
import io.workbenchx.control.artifact.ArtifactLinks.Grant;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.tracking.TrackedArtifacts;
import io.workbenchx.control.tracking.TrackedArtifacts.Location;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Signed short-lived URLs for one artifact, for programs that hold no key (GOV-7). */
@RestController
@RequestMapping("/api/v1")
class ArtifactLinkController {

    private static final Duration USUAL = Duration.ofMinutes(5);

    private final ArtifactLinks links;
    private final ArtifactService artifacts;
    private final TrackedArtifacts tracked;
    private final RunService runs;
    private final ProjectService projects;
    private final AuditLog audit;

    ArtifactLinkController(
            ArtifactLinks links,
            ArtifactService artifacts,
            TrackedArtifacts tracked,
            RunService runs,
            ProjectService projects,
            AuditLog audit) {
        this.links = links;
        this.artifacts = artifacts;
        this.tracked = tracked;
        this.runs = runs;
        this.projects = projects;
        this.audit = audit;
    }

    /**
     * @param path of the artifact in the run
     * @param validity ISO 8601, up to an hour; five minutes when absent
     */
    record NewLink(String path, @Nullable Duration validity) {}

    /**
     * @param url to be used with the method named, without any other credential
     * @param sha256 of what a download must give, absent for an upload
     */
    record LinkView(
            String url,
            String method,
            Instant expiresAt,
            @Nullable String sha256) {}

    /** A URL to download one artifact: from the object store itself where it has an address for people, else from here. */
    @Requires(Permission.RUN_READ)
    @PostMapping("/projects/{project}/runs/{run}/links/download")
    LinkView download(Caller caller, Project project, @PathVariable UUID run, @RequestBody NewLink request) {
        Duration validity = Objects.requireNonNullElse(request.validity(), USUAL);
        UUID found = runs.require(caller, project, run).id();
        Grant grant = links.grant(caller, project, found, request.path(), false, validity);
        Artifact artifact = artifact(project, grant);
        audit.recordReading(
                caller,
                project,
                "artifact.linked",
                found,
                Map.of("path", artifact.path(), "sha256", artifact.sha256(), "until", grant.expiresAt()));
        String url = artifacts
                .storeLink(artifact, RunArtifactController.disposition(artifact.path()), validity)
                .map(Object::toString)
                .orElseGet(() -> url(grant));
        return new LinkView(url, "GET", grant.expiresAt(), artifact.sha256());
    }

    /** A URL to put one artifact of a run that is open for logging. */
    @Requires(Permission.RUN_WRITE)
    @PostMapping("/projects/{project}/runs/{run}/links/upload")
    LinkView upload(Caller caller, Project project, @PathVariable UUID run, @RequestBody NewLink request) {
        UUID found = runs.require(caller, project, run).id();
        Grant grant = links.grant(
                caller, project, found, request.path(), true, Objects.requireNonNullElse(request.validity(), USUAL));
        return new LinkView(url(grant), "PUT", grant.expiresAt(), null);
    }

    @PublicRoute
    @GetMapping("/links/{token}")
    ResponseEntity<InputStreamResource> get(@PathVariable String token) {
        ArtifactLinks.Opened link = opened(token, false);
        Project project = authorized(link);
        try (AccessScope.Opened asking =
                AccessScope.of(link.caller(), project.id()).open()) {
            Artifact artifact = artifact(project, link.grant());
            ResponseEntity<InputStreamResource> answer =
                    RunArtifactController.answer(artifact, artifacts.open(artifact));
            audit.recordReading(
                    link.caller(),
                    project,
                    "artifact.downloaded",
                    link.grant().runId(),
                    Map.of("path", artifact.path(), "sha256", artifact.sha256(), "by", "link"));
            return answer;
        }
    }

    @PublicRoute
    @PutMapping("/links/{token}")
    LinkView put(@PathVariable String token, HttpServletRequest request) throws IOException {
        ArtifactLinks.Opened link = opened(token, true);
        Project project = authorized(link);
        try (AccessScope.Opened asking =
                AccessScope.of(link.caller(), project.id()).open()) {
            Artifact stored = tracked.put(
                    link.caller(),
                    project,
                    new Location(link.grant().runId(), null, link.grant().path()),
                    request.getInputStream(),
                    Objects.requireNonNullElse(request.getContentType(), MediaType.APPLICATION_OCTET_STREAM_VALUE));
            return new LinkView(url(link.grant()), "PUT", link.grant().expiresAt(), stored.sha256());
        }
    }

    private ArtifactLinks.Opened opened(String token, boolean upload) {
        ArtifactLinks.Opened link = links.open(token);
        if (link.grant().upload() != upload) {
            throw new WorkbenchException(
                    FailureCode.UNAUTHENTICATED, "This link is for " + (upload ? "a download." : "an upload."));
        }
        return link;
    }

    private Project authorized(ArtifactLinks.Opened link) {
        return projects.authorize(
                link.caller(), link.grant().project(), link.grant().permission());
    }

    private Artifact artifact(Project project, Grant grant) {
        return artifacts
                .find(project.id(), "runs/" + grant.runId(), grant.path())
                .orElseThrow(() ->
                        new WorkbenchException(FailureCode.NOT_FOUND, "The run has no artifact " + grant.path() + "."));
    }

    private String url(Grant grant) {
        return ServletUriComponentsBuilder.fromCurrentContextPath()
                .path("/api/v1/links/" + links.token(grant))
                .toUriString();
    }
}
