package io.workbenchx.api.secret;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.secret.Secret;
import io.workbenchx.control.secret.SecretService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Secrets of a project. Values go in and never come out: no route answers one, nor a refusal that quotes one. */
@RestController
@RequestMapping("/api/v1/projects/{project}/secrets")
class SecretController {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** The longest value, with every character escaped, and the JSON around it. */
    private static final int LONGEST_BODY = 256 << 10;

    private final SecretService secrets;

    SecretController(SecretService secrets) {
        this.secrets = secrets;
    }

    /**
     * What may be known about a secret.
     *
     * @param version counts up with each value that is set
     */
    record SecretView(
            String name, int version, String createdBy, Instant createdAt, String updatedBy, Instant updatedAt) {
        static SecretView of(Secret secret) {
            return new SecretView(
                    secret.name(),
                    secret.version(),
                    secret.createdBy(),
                    secret.createdAt(),
                    secret.updatedBy(),
                    secret.updatedAt());
        }
    }

    /** For the description of the interface: the body is read by hand. */
    record NewValue(String value) {}

    @Requires(Permission.SECRET_READ)
    @GetMapping
    Map<String, List<SecretView>> all(Project project) {
        return Map.of(
                "items", secrets.list(project).stream().map(SecretView::of).toList());
    }

    /** Takes {@code {"value": "…"}}; answers what may be known about the secret from now on. */
    @Requires(Permission.SECRET_WRITE)
    @PutMapping("/{name}")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = NewValue.class)))
    SecretView set(Caller caller, Project project, @PathVariable String name, HttpServletRequest request)
            throws IOException {
        return SecretView.of(secrets.set(caller, project, name, value(request)));
    }

    @Requires(Permission.SECRET_WRITE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, Project project, @PathVariable String name) {
        secrets.delete(caller, project, name);
    }

    /** Read by hand, because the words of a parser about a malformed body would quote it. */
    private static String value(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new WorkbenchException(FailureCode.TOO_LARGE, "The value of a secret is at most 32768 bytes long.");
        }
        JsonNode value;
        try {
            value = JSON.readTree(body).path("value");
        } catch (JacksonException malformed) {
            throw invalid();
        }
        if (!value.isString()) {
            throw invalid();
        }
        return value.asString();
    }

    private static WorkbenchException invalid() {
        return new WorkbenchException(
                FailureCode.SPEC_INVALID, "Send the value of a secret as JSON: {\"value\": \"…\"}.");
    }
}
