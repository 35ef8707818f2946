package io.workbenchx.api.identity;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyRules;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.identity.Users;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Users and service accounts, for administrators. */
@RestController
@RequestMapping("/api/v1")
class UserController {

    private final Users users;

    UserController(Users users) {
        this.users = users;
    }

    /**
     * @param password null: the user signs in by key
     */
    record NewUser(
            String name, @Nullable Role role, @Nullable String password) {}

    record NewService(String name) {}

    record NewRole(Role role) {}

    record ResetPassword(String password) {}

    record CreatedUser(UUID id, String user, Role role, String apiKey) {}

    /**
     * @param issuer where the user signs in besides here
     */
    record UserView(
            UUID id,
            String name,
            Role role,
            @Nullable String issuer,
            Instant createdAt,
            @Nullable Instant disabledAt) {}

    @Requires(Permission.USER_WRITE)
    @GetMapping("/users")
    Map<String, List<UserView>> all() {
        return Map.of("items", users.all().stream().map(this::view).toList());
    }

    @Requires(Permission.USER_WRITE)
    @GetMapping("/users/{user}")
    UserView one(@PathVariable String user) {
        return view(users.require(user));
    }

    @Requires(Permission.USER_WRITE)
    @PostMapping("/users")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedUser create(Caller caller, @RequestBody NewUser request) {
        Role role = request.role() == null ? Role.ENGINEER : request.role();
        return create(caller, request.name(), role, request.password());
    }

    @Requires(Permission.USER_WRITE)
    @GetMapping("/service-accounts")
    Map<String, List<UserView>> services() {
        return Map.of("items", users.services().stream().map(this::view).toList());
    }

    /** A program's account: an engineer without a browser, whose keys administrators make. */
    @Requires(Permission.USER_WRITE)
    @PostMapping("/service-accounts")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedUser createService(Caller caller, @RequestBody NewService request) {
        return create(caller, request.name(), Role.SERVICE, null);
    }

    private CreatedUser create(Caller caller, @Nullable String name, Role role, @Nullable String password) {
        KeyRules.requireUnlimited(caller);
        if (name == null) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "A user needs a name.");
        }
        Users.Created created = users.create(caller, name, role, password);
        return new CreatedUser(
                created.user().id(),
                created.user().name(),
                created.user().role(),
                created.key().value());
    }

    @Requires(Permission.USER_WRITE)
    @PutMapping("/users/{user}/role")
    UserView role(Caller caller, @PathVariable String user, @RequestBody NewRole request) {
        return view(users.setRole(caller, user, request.role()));
    }

    /** Everything the user asks for is refused from now on; open streams end within seconds. */
    @Requires(Permission.USER_WRITE)
    @PostMapping("/users/{user}/disable")
    UserView disable(Caller caller, @PathVariable String user) {
        return view(users.disable(caller, user));
    }

    @Requires(Permission.USER_WRITE)
    @PostMapping("/users/{user}/enable")
    UserView enable(Caller caller, @PathVariable String user) {
        return view(users.enable(caller, user));
    }

    @Requires(Permission.USER_WRITE)
    @PutMapping("/users/{user}/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resetPassword(Caller caller, @PathVariable String user, @RequestBody ResetPassword request) {
        KeyRules.requireUnlimited(caller);
        users.resetPassword(caller, user, request.password());
    }

    private UserView view(UserAccount user) {
        return new UserView(
                user.id(),
                user.name(),
                user.role(),
                users.issuerOf(user.id()).orElse(null),
                user.createdAt(),
                user.disabledAt());
    }
}
