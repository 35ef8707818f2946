package io.workbenchx.api.runtime;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The allow-list of runtimes. Environments are built by runs of that kind, images are entered here; both are decided on here. */
@RestController
@RequestMapping("/api/v1/runtimes")
class RuntimeController {

    private final RuntimeService runtimes;

    RuntimeController(RuntimeService runtimes) {
        this.runtimes = runtimes;
    }

    @Requires(Permission.SIGNED_IN)
    @GetMapping
    Map<String, List<Runtime>> all() {
        return Map.of("items", runtimes.all());
    }

    @Requires(Permission.SIGNED_IN)
    @GetMapping("/{id}")
    Runtime one(@PathVariable UUID id) {
        return runtimes.require(id);
    }

    /** A container image, by its digest: {@code repository@sha256:…}. */
    record NewImage(String name, String image) {}

    /** Waits for an admin's approval, as everything that comes onto the list. */
    @Requires(Permission.SIGNED_IN)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Runtime register(Caller caller, @RequestBody NewImage image) {
        return runtimes.registerImage(caller, image.name(), image.image());
    }

    @Requires(Permission.RUNTIME_APPROVE)
    @PostMapping("/{id}/approve")
    Runtime approve(Caller caller, @PathVariable UUID id) {
        return runtimes.decide(caller, id, Runtime.State.APPROVED);
    }

    @Requires(Permission.RUNTIME_APPROVE)
    @PostMapping("/{id}/revoke")
    Runtime revoke(Caller caller, @PathVariable UUID id) {
        return runtimes.decide(caller, id, Runtime.State.REVOKED);
    }
}
