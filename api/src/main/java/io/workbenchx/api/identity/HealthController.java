package io.workbenchx.api.identity;

import io.workbenchx.api.security.PublicRoute;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Liveness, the only thing anyone may ask. */
@RestController
class HealthController {

    @PublicRoute
    @GetMapping("/api/v1/health")
    Map<String, String> health() {
        return Map.of("status", "UP");
    }

    /** What MLflow clients probe. */
    @PublicRoute
    @GetMapping(value = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
    String mlflow() {
        return "OK";
    }
}
