package io.workbenchx.api.identity;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.AccessKeys;
import io.workbenchx.control.identity.AccessKeys.KeyInfo;
import io.workbenchx.control.identity.AccessKeys.NewKey;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyRules;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.identity.Users;
import io.workbenchx.control.project.Members;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** API keys: everybody's own, and for administrators those of others. */
@RestController
@RequestMapping("/api/v1")
class KeyController {

    private final AccessKeys keys;
    private final Users users;
    private final ProjectService projects;
    private final Members members;

    KeyController(AccessKeys keys, Users users, ProjectService projects, Members members) {
        this.keys = keys;
        this.users = users;
        this.projects = projects;
        this.members = members;
    }

    /**
     * @param scopes what the key is limited to; null: everything its owner may
     * @param project the only one it sees; null: all of its owner
     * @param expiresInDays null: 90
     * @param neverExpires for administrators and service accounts
     */
    record KeyRequest(
            @Nullable String name,
            @Nullable Set<Permission> scopes,
            @Nullable String project,
            @Nullable Integer expiresInDays,
            @Nullable Boolean neverExpires) {}

    record CreatedKey(UUID id, String apiKey) {}

    @Requires(Permission.KEY_WRITE)
    @GetMapping("/keys")
    List<KeyInfo> mine(Caller caller) {
        KeyRules.requireUnlimited(caller);
        return keys.of(caller.userId());
    }

    @Requires(Permission.KEY_WRITE)
    @PostMapping("/keys")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedKey create(Caller caller, @RequestBody KeyRequest request) {
        return create(caller, users.require(caller.name()), request);
    }

    @Requires(Permission.KEY_WRITE)
    @DeleteMapping("/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, @PathVariable UUID id) {
        KeyRules.requireUnlimited(caller);
        keys.revoke(caller, users.require(caller.name()), id);
    }

    @Requires(Permission.USER_WRITE)
    @GetMapping("/users/{user}/keys")
    List<KeyInfo> of(@PathVariable String user) {
        return keys.of(users.require(user).id());
    }

    @Requires(Permission.USER_WRITE)
    @PostMapping("/users/{user}/keys")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedKey createFor(Caller caller, @PathVariable String user, @RequestBody KeyRequest request) {
        return create(caller, users.require(user), request);
    }

    @Requires(Permission.USER_WRITE)
    @DeleteMapping("/users/{user}/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeOf(Caller caller, @PathVariable String user, @PathVariable UUID id) {
        keys.revoke(caller, users.require(user), id);
    }

    private CreatedKey create(Caller caller, UserAccount owner, KeyRequest request) {
        KeyRules.requireUnlimited(caller);
        KeyRules.checkName(request.name());
        KeyRules.checkScopes(request.scopes(), owner.role());
        NewKey key = new NewKey(
                String.valueOf(request.name()),
                request.scopes(),
                project(caller, owner, request.project()),
                KeyRules.validity(
                        request.expiresInDays(),
                        Boolean.TRUE.equals(request.neverExpires()),
                        owner.role(),
                        caller.role() == Role.ADMIN));
        AccessKeys.IssuedKey issued = keys.create(caller, owner, key);
        return new CreatedKey(issued.id(), issued.value());
    }

    private @Nullable UUID project(Caller caller, UserAccount owner, @Nullable String name) {
        if (name == null) {
            return null;
        }
        Project project = projects.authorize(caller, name, Permission.PROJECT_READ);
        if (owner.role() != Role.ADMIN && members.role(project, owner.id()).isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "The key's owner is no member of " + name + ": add the member first.");
        }
        return project.id();
    }
}
