package io.workbenchx.api.code;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Source code of a project: what runs and apps check out. */
@RestController
@RequestMapping("/api/v1/projects/{project}/code")
class CodeController {

    private static final int LONGEST_MESSAGE = 500;

    private final CodeService code;

    CodeController(CodeService code) {
        this.code = code;
    }

    /** What was committed; it is the project's present commit from then on. */
    record Commit(String sha) {}

    /** The body is a zip archive of all files. */
    @Requires(Permission.CODE_WRITE)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Commit push(
            Caller caller,
            Project project,
            @RequestParam(defaultValue = "Push code") String message,
            HttpServletRequest request)
            throws IOException {
        if (message.isBlank() || message.length() > LONGEST_MESSAGE) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "The message has 1 to " + LONGEST_MESSAGE + " characters.");
        }
        return new Commit(code.push(caller, project, request.getInputStream(), message));
    }
}
