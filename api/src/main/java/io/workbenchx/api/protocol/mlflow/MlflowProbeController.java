package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Permission;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What clients ask to learn whom they talk to, and the answer to everything we do not have. */
@RestController
@RequestMapping("/mlflow/{project}")
class MlflowProbeController {

    /** The protocol we speak. */
    private static final String VERSION = "3.17.2";

    @Requires(Permission.RUN_READ)
    @GetMapping(path = "/version", produces = MediaType.TEXT_PLAIN_VALUE)
    String version() {
        return VERSION;
    }

    @Requires(Permission.RUN_READ)
    @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
    String health() {
        return "OK";
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/api/3.0/mlflow/server-info")
    Map<String, Object> serverInfo() {
        return Map.of(
                "store_type",
                "SqlStore",
                "workspaces_enabled",
                false,
                "multipart_uploads_enabled",
                false,
                "multipart_downloads_enabled",
                false);
    }

    @Requires(Permission.RUN_READ)
    @RequestMapping("/**")
    ResponseEntity<MlflowErrors.Body> unknown() {
        return ResponseEntity.status(404)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new MlflowErrors.Body(
                        "ENDPOINT_NOT_FOUND", "This part of the MLflow API is not available in WorkbenchX."));
    }
}
