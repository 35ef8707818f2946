package io.workbenchx.api.identity;

import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the first administrator of an installation that has no user at all, and leaves password and key in the file named by {@code
 * workbenchx.first-login-file}, for whoever starts the installation to read once and delete. They are in no log.
 */
@Component
@ConditionalOnProperty("workbenchx.first-login-file")
class FirstLogin {

    private static final Logger LOG = LoggerFactory.getLogger(FirstLogin.class);

    private final Identity identity;
    private final Path file;
    private final String url;

    FirstLogin(
            Identity identity,
            @Value("${workbenchx.first-login-file}") Path file,
            @Value("${workbenchx.api.url:http://127.0.0.1:8080}") String url) {
        this.identity = identity;
        this.file = file;
        this.url = url;
    }

    @EventListener(ApplicationReadyEvent.class)
    void create() throws IOException {
        Optional<Identity.FirstAdmin> created;
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            created = identity.createFirstAdmin();
        }
        if (created.isPresent()) {
            Identity.FirstAdmin admin = created.get();
            write(JsonMapper.shared()
                    .writeValueAsString(Map.of(
                            "url", url, "user", admin.name(), "password", admin.password(), "apiKey", admin.apiKey())));
            LOG.info("The first administrator's password and key are in {}: keep them and delete it.", file);
        }
    }

    /** In one step, so that at no moment anybody else can read it. */
    private void write(String content) throws IOException {
        Path directory = file.toAbsolutePath().resolveSibling("");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path fresh = Files.createTempFile(
                directory,
                ".first-login",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, content + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
