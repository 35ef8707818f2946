package io.workbenchx.api.policy;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.policy.PolicyDiff;
import io.workbenchx.control.policy.PolicyService;
import io.workbenchx.control.policy.PolicyVersion;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The policy of a project, version by version. */
@RestController
@RequestMapping("/api/v1/projects/{project}/policy")
class PolicyController {

    /** Somewhat more than a policy may have, so that its own check tells what is wrong. */
    private static final int MOST_BYTES = 2 * 1024 * 1024;

    private final PolicyService policies;
    private final Identity identity;

    PolicyController(PolicyService policies, Identity identity) {
        this.policies = policies;
        this.identity = identity;
    }

    /**
     * @param version 0 is the default of this build
     * @param createdBy absent for the default
     */
    record PolicyView(
            int version,
            String sha256,
            String yaml,
            String note,
            @Nullable String createdBy,
            @Nullable Instant createdAt) {}

    record Answer(
            @Nullable String subject,
            @Nullable String question,
            @Nullable String answer) {}

    @Requires(Permission.POLICY_READ)
    @GetMapping
    ResponseEntity<PolicyView> current(Project project) {
        return answer(HttpStatus.OK, policies.current(project.id()));
    }

    /** The body is the YAML itself. {@code If-Match} with the version it started from refuses to overwrite somebody else's. */
    @Requires(Permission.POLICY_WRITE)
    @PutMapping
    ResponseEntity<PolicyView> put(
            Caller caller,
            Project project,
            @RequestParam(defaultValue = "") String note,
            @RequestHeader(name = "If-Match", required = false) @Nullable String seen,
            HttpServletRequest request)
            throws IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES);
        String yaml = new String(body, StandardCharsets.UTF_8);
        return answer(HttpStatus.CREATED, policies.put(caller, project, yaml, version(seen), note));
    }

    @Requires(Permission.POLICY_READ)
    @GetMapping("/versions")
    Map<String, List<PolicyView>> versions(Project project) {
        return Map.of(
                "items", policies.versions(project).stream().map(this::view).toList());
    }

    @Requires(Permission.POLICY_READ)
    @GetMapping("/versions/{version}")
    PolicyView version(Project project, @PathVariable int version) {
        return view(policies.version(project.id(), version));
    }

    /** What changed between two versions: lines as {@code diff -u} writes them. */
    @Requires(Permission.POLICY_READ)
    @GetMapping("/diff")
    Map<String, Object> diff(
            Project project, @RequestParam int from, @RequestParam(required = false) @Nullable Integer to) {
        PolicyVersion before = policies.version(project.id(), from);
        PolicyVersion after = to == null ? policies.current(project.id()) : policies.version(project.id(), to);
        return Map.of("from", before.version(), "to", after.version(), "diff", PolicyDiff.between(before, after));
    }

    /** Answers a question that a gate asks: part of deciding, and so nothing for a run. */
    @Requires(Permission.APPROVAL_DECIDE)
    @PostMapping("/answers")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void answer(Caller caller, Project project, @RequestBody Answer answer) {
        policies.answer(caller, project, text(answer.subject()), text(answer.question()), text(answer.answer()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable Integer version(@Nullable String seen) {
        if (seen == null || seen.equals("*")) {
            return null;
        }
        String number = seen.replace("\"", "");
        if (!number.matches("[0-9]{1,9}")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "If-Match is the number of a version, such as \"3\"; " + seen + " is not.");
        }
        return Integer.valueOf(number);
    }

    private ResponseEntity<PolicyView> answer(HttpStatus status, PolicyVersion policy) {
        return ResponseEntity.status(status)
                .eTag(String.valueOf(policy.version()))
                .body(view(policy));
    }

    private PolicyView view(PolicyVersion policy) {
        UUID author = policy.createdBy();
        return new PolicyView(
                policy.version(),
                policy.sha256(),
                policy.yaml(),
                policy.note(),
                author == null
                        ? null
                        : identity.user(author).map(UserAccount::name).orElse("unknown"),
                policy.createdAt());
    }
}
