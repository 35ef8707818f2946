package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.tracking.TrackedArtifacts;
import io.workbenchx.control.tracking.TrackedArtifacts.Location;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Files of runs and models, streamed both ways. Content is only ever a download: nothing a run wrote is rendered on this origin. */
@RestController
@RequestMapping("/mlflow/{project}/api/2.0/mlflow-artifacts/artifacts")
class MlflowArtifactController {

    private final TrackedArtifacts artifacts;
    private final AuditLog audit;

    MlflowArtifactController(TrackedArtifacts artifacts, AuditLog audit) {
        this.artifacts = artifacts;
        this.audit = audit;
    }

    @Wire
    record Files(List<File> files) {}

    /**
     * @param path relative to the folder listed
     */
    @Wire
    record File(String path, boolean isDir, @Nullable Long fileSize) {}

    @Requires(Permission.RUN_READ)
    @GetMapping
    Files list(Caller caller, Project project, Fields fields) {
        String path = fields.text("path", "");
        return new Files(artifacts.list(caller, project, Location.parse(withoutEnd(path))).stream()
                .map(entry -> new File(entry.name(), entry.folder(), entry.folder() ? null : entry.bytes()))
                .toList());
    }

    @Requires(Permission.RUN_WRITE)
    @PutMapping("/{*path}")
    void put(Caller caller, Project project, @PathVariable String path, HttpServletRequest request) throws IOException {
        artifacts.put(
                caller,
                project,
                Location.parse(path.substring(1)),
                request.getInputStream(),
                Objects.requireNonNullElse(request.getContentType(), MediaType.APPLICATION_OCTET_STREAM_VALUE));
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/{*path}")
    ResponseEntity<InputStreamResource> get(Caller caller, Project project, @PathVariable String path) {
        Artifact artifact = artifacts.find(caller, project, Location.parse(path.substring(1)));
        String name = artifact.path().substring(artifact.path().lastIndexOf('/') + 1);
        InputStream content = artifacts.open(artifact);
        if (caller.runId() == null) { // a run reads what its own work needs
            audit.record(
                    caller,
                    project,
                    "artifact.downloaded",
                    artifact.runId() == null ? artifact.owner() : "runs/" + artifact.runId(),
                    Map.of("path", artifact.path(), "owner", artifact.owner(), "sha256", artifact.sha256()));
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(artifact.bytes())
                .eTag("\"" + artifact.sha256() + "\"")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(name, StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .body(new InputStreamResource(content));
    }

    @Requires(Permission.RUN_WRITE)
    @DeleteMapping("/{*path}")
    Wire.Done delete(Caller caller, Project project, @PathVariable String path) {
        artifacts.delete(caller, project, Location.parse(withoutEnd(path.substring(1))));
        return new Wire.Done();
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
