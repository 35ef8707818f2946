package io.workbenchx.api.identity;

import io.workbenchx.api.frontdoor.FrontDoor;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.run.EngineProperties;
import java.time.Duration;
import java.util.List;
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

/** Who am I, users, API keys, and what this installation is. */
@RestController
@RequestMapping("/api/v1")
class IdentityController {

    private final Identity identity;
    private final EngineProperties engine;
    private final FrontDoor frontDoor;

    IdentityController(Identity identity, EngineProperties engine, FrontDoor frontDoor) {
        this.identity = identity;
        this.engine = engine;
        this.frontDoor = frontDoor;
    }

    record Me(String name, Role role) {}

    record NewUser(String name, Role role) {}

    record CreatedUser(UUID id, String user, Role role, String apiKey) {}

    record NewKey(String name, @Nullable Integer expiresInDays) {}

    record CreatedKey(UUID id, String apiKey) {}

    record Info(String version, String engine, boolean durableEngine, String temporalUi, String frontDoor) {}

    @Requires(Permission.SIGNED_IN)
    @GetMapping("/me")
    Me me(Caller caller) {
        return new Me(caller.name(), caller.role());
    }

    @Requires(Permission.SIGNED_IN)
    @GetMapping("/info")
    Info info() {
        String version = getClass().getPackage().getImplementationVersion();
        return new Info(
                version == null ? "development" : version,
                engine.name(),
                engine.durable(),
                engine.ui(),
                frontDoor.url());
    }

    @Requires(Permission.USER_WRITE)
    @PostMapping("/users")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedUser createUser(@RequestBody NewUser request) {
        UserAccount user = identity.createUser(request.name(), request.role(), null);
        return new CreatedUser(
                user.id(),
                user.name(),
                user.role(),
                identity.issueKey(user.id(), "first key", null).value());
    }

    @Requires(Permission.SIGNED_IN)
    @PostMapping("/keys")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedKey createKey(Caller caller, @RequestBody NewKey request) {
        Integer days = request.expiresInDays();
        Identity.IssuedKey key =
                identity.issueKey(caller.userId(), request.name(), days == null ? null : Duration.ofDays(days));
        return new CreatedKey(key.id(), key.value());
    }

    @Requires(Permission.SIGNED_IN)
    @GetMapping("/keys")
    List<Identity.KeyInfo> keys(Caller caller) {
        return identity.keysOf(caller.userId());
    }

    @Requires(Permission.SIGNED_IN)
    @DeleteMapping("/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, @PathVariable UUID id) {
        identity.revokeKey(caller.userId(), id);
    }
}
