package io.workbenchx.activities.run;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** The name of this host in task queues: made once and kept, so that a restarted worker finds its own workloads again. */
@Component
public class HostName {

    private final String value;

    HostName(WorkbenchHome home) {
        Path file = home.root().resolve("host-id");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(home.root());
                Files.writeString(
                        file, "h" + UuidCreator.getTimeOrderedEpoch().toString().substring(24));
            }
            value = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or make " + file, e);
        }
    }

    public String value() {
        return value;
    }
}
