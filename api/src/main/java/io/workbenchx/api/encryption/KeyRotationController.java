package io.workbenchx.api.encryption;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.encryption.DataKeys;
import io.workbenchx.control.identity.Permission;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Rotation of the keys that protect secrets and payloads. */
@RestController
class KeyRotationController {

    private final DataKeys keys;

    KeyRotationController(DataKeys keys) {
        this.keys = keys;
    }

    /** Wraps all data keys anew and makes new ones for everything that is encrypted from now on; what is encrypted stays readable. */
    @Requires(Permission.KEY_ROTATE)
    @PostMapping("/api/v1/encryption/rotation")
    DataKeys.Rotation rotate() {
        return keys.rotate();
    }
}
