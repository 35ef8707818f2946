package io.workbenchx.api.identity;

import io.workbenchx.api.frontdoor.FrontDoor;
import io.workbenchx.api.security.Requires;
import io.workbenchx.api.security.SignInLimits;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyRules;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.identity.SignIns;
import io.workbenchx.control.identity.Users;
import io.workbenchx.control.project.Members;
import io.workbenchx.control.run.EngineProperties;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who am I, and what this installation is. */
@RestController
@RequestMapping("/api/v1")
class MeController {

    private final Users users;
    private final SignIns signIns;
    private final Members members;
    private final SignInLimits passwords;
    private final Installation installation;

    MeController(
            Users users,
            SignIns signIns,
            Members members,
            SignInLimits passwords,
            EngineProperties engine,
            FrontDoor door) {
        this.users = users;
        this.signIns = signIns;
        this.members = members;
        this.passwords = passwords;
        this.installation = new Installation(engine, door);
    }

    private record Installation(EngineProperties engine, FrontDoor door) {}

    /**
     * @param issuer where the user signs in; null: here
     * @param projects memberships the credential used can see
     * @param key id of the API key used, null when signed in otherwise
     * @param scopes what that key is limited to; null: nothing
     */
    record Me(
            UUID id,
            String name,
            Role role,
            @Nullable String issuer,
            List<Members.Membership> projects,
            @Nullable UUID key,
            @Nullable List<Permission> scopes) {}

    record Info(String version, String engine, boolean durableEngine, String temporalUi, String frontDoor) {}

    record NewPassword(String current, String password) {}

    @Requires(Permission.SIGNED_IN)
    @GetMapping("/me")
    Me me(Caller caller) {
        List<Members.Membership> projects = caller.isRun()
                ? List.of()
                : members.ofUser(caller.userId()).stream()
                        .filter(membership -> caller.projectId() == null
                                || membership.projectId().equals(caller.projectId()))
                        .toList();
        return new Me(
                caller.userId(),
                caller.name(),
                caller.role(),
                users.issuerOf(caller.userId()).orElse(null),
                projects,
                caller.keyId(),
                caller.scopes() == null
                        ? null
                        : caller.scopes().stream().sorted().toList());
    }

    /** Changes the caller's own password; every browser and every {@code wbx login} has to sign in again. Keys stay. */
    @Requires(Permission.KEY_WRITE)
    @PutMapping("/me/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void password(Caller caller, @RequestBody NewPassword request, HttpServletRequest http) {
        KeyRules.requireUnlimited(caller);
        if (passwords
                .signIn(caller.name(), request.current(), http.getRemoteAddr())
                .isEmpty()) {
            throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "The present password is another one.");
        }
        users.changePassword(caller, request.password());
    }

    /** Ends the sign-in that the token used belongs to, if it is one of the embedded issuer. */
    @Requires(Permission.SIGNED_IN)
    @DeleteMapping("/me/sign-in")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(Caller caller) {
        if (caller.signInId() != null) {
            signIns.end(caller.signInId());
        }
    }

    @Requires(Permission.SIGNED_IN)
    @GetMapping("/info")
    Info info() {
        String version = getClass().getPackage().getImplementationVersion();
        EngineProperties engine = installation.engine();
        return new Info(
                version == null ? "development" : version,
                engine.name(),
                engine.durable(),
                engine.ui(),
                installation.door().url());
    }
}
