package io.workbenchx.api.run;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactPath;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a run produced. Always served as a download: nothing a run wrote is ever rendered on this origin. */
@RestController
@RequestMapping("/api/v1/projects/{project}/runs/{run}/artifacts")
class RunArtifactController {

    private final RunService runs;
    private final ArtifactService artifacts;
    private final AuditLog audit;

    RunArtifactController(RunService runs, ArtifactService artifacts, AuditLog audit) {
        this.runs = runs;
        this.artifacts = artifacts;
        this.audit = audit;
    }

    /**
     * @param owner {@code runs/<id>} or {@code models/<id>}
     */
    record ArtifactView(String owner, String path, String sha256, long bytes, String mediaType) {}

    @Requires(Permission.RUN_READ)
    @GetMapping
    Map<String, List<ArtifactView>> all(Caller caller, Project project, @PathVariable UUID run) {
        Run found = runs.require(caller, project, run);
        return Map.of(
                "items",
                artifacts.ofRun(project.id(), found.id()).stream()
                        .map(artifact -> new ArtifactView(
                                artifact.owner(),
                                artifact.path(),
                                artifact.sha256(),
                                artifact.bytes(),
                                artifact.mediaType()))
                        .toList());
    }

    /** Content of one artifact of the run itself, proven by its digest before the first byte is sent. */
    @Requires(Permission.RUN_READ)
    @GetMapping("/{*path}")
    ResponseEntity<InputStreamResource> content(
            Caller caller, Project project, @PathVariable UUID run, @PathVariable String path) {
        Run found = runs.require(caller, project, run);
        String relative = ArtifactPath.check(path.substring(1));
        Artifact artifact = artifacts
                .find(project.id(), "runs/" + found.id(), relative)
                .orElseThrow(() ->
                        new WorkbenchException(FailureCode.NOT_FOUND, "The run has no artifact " + relative + "."));
        InputStream content = artifacts.open(artifact);
        audit.recordReading(
                caller,
                project,
                "artifact.downloaded",
                found.id(),
                Map.of("path", artifact.path(), "sha256", artifact.sha256()));
        return answer(artifact, content);
    }

    /** A download, whatever is in it. */
    static ResponseEntity<InputStreamResource> answer(Artifact artifact, InputStream content) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(artifact.bytes())
                .eTag("\"" + artifact.sha256() + "\"")
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition(artifact.path()))
                .header("X-Content-Type-Options", "nosniff")
                .body(new InputStreamResource(content));
    }

    static String disposition(String path) {
        return ContentDisposition.attachment()
                .filename(path.substring(path.lastIndexOf('/') + 1), java.nio.charset.StandardCharsets.UTF_8)
                .build()
                .toString();
    }
}
