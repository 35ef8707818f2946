package io.workbenchx.api.project;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Users;
import io.workbenchx.control.project.Members;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Members of a project. */
@RestController
@RequestMapping("/api/v1/projects/{project}/members")
class MemberController {

    private final Members members;
    private final Users users;

    MemberController(Members members, Users users) {
        this.members = members;
        this.users = users;
    }

    record NewMember(@Nullable MemberRole role) {}

    @Requires(Permission.PROJECT_READ)
    @GetMapping
    Map<String, List<Members.Member>> all(Project project) {
        return Map.of("items", members.of(project));
    }

    /** Lets a user in, or gives a member another role. */
    @Requires(Permission.PROJECT_WRITE)
    @PutMapping("/{user}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void set(Caller caller, Project project, @PathVariable String user, @RequestBody NewMember request) {
        if (request.role() == null) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "A member has a role: VIEWER, EDITOR or ADMIN.");
        }
        members.set(caller, project, users.require(user).id(), request.role());
    }

    /** What the member sees of the project ends within a minute, open streams included. */
    @Requires(Permission.PROJECT_WRITE)
    @DeleteMapping("/{user}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Caller caller, Project project, @PathVariable String user) {
        members.remove(caller, project, users.require(user).id());
    }
}
