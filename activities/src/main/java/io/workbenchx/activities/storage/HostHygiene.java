package io.workbenchx.activities.storage;

import io.workbenchx.activities.run.HostName;
import io.workbenchx.control.storage.StorageProperties;
import io.workbenchx.control.storage.StorageReports;
import io.workbenchx.control.storage.StorageReports.HostStorage;
import io.workbenchx.providers.environment.EnvironmentShelf;
import io.workbenchx.providers.environment.EnvironmentShelf.Kept;
import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.runner.Runner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps the disk of this worker tidy: removes environments that nobody has asked for in a long time and no open run names. What runs left is
 * removed by {@link io.workbenchx.activities.run.WorkloadSweep}.
 */
@Component
public class HostHygiene {

    private static final Logger LOG = LoggerFactory.getLogger(HostHygiene.class);

    private final Runner runner;
    private final EnvironmentShelf environments;
    private final WorkbenchHome home;
    private final HostName host;
    private final JdbcClient jdbc;
    private final StorageProperties properties;
    private final StorageReports reports;

    HostHygiene(
            Runner runner,
            EnvironmentShelf environments,
            WorkbenchHome home,
            HostName host,
            JdbcClient jdbc,
            StorageProperties properties,
            StorageReports reports) {
        this.runner = runner;
        this.environments = environments;
        this.home = home;
        this.host = host;
        this.jdbc = jdbc;
        this.properties = properties;
        this.reports = reports;
    }

    /** Tidies up and reports what is kept. */
    public HostStorage tidy() {
        List<Kept> kept = new ArrayList<>();
        long freed = 0;
        for (Kept environment : environments.kept()) {
            if (removed(environment)) {
                freed += environment.bytes();
            } else {
                kept.add(environment);
            }
        }
        HostStorage storage = new HostStorage(
                host.value(),
                kept.size(),
                kept.stream().mapToLong(Kept::bytes).sum(),
                runner.workloads().size(),
                freed,
                home.root().toFile().getUsableSpace(),
                Instant.now());
        reports.note(storage);
        return storage;
    }

    private boolean removed(Kept environment) {
        Instant unusedSince = Instant.now().minus(properties.environments());
        if (!environment.lastUsed().isBefore(unusedSince) || named(environment.digest())) {
            return false;
        }
        boolean removed = environments.remove(environment, unusedSince);
        if (removed) {
            LOG.info(
                    "Removed the environment {} ({} bytes), last used {}.",
                    environment.digest(),
                    environment.bytes(),
                    environment.lastUsed());
        }
        return removed;
    }

    /** By a run that has not ended: services run for longer than any period. */
    private boolean named(String digest) {
        return jdbc.sql("select exists (select 1 from ops.runs where finished_at is null and position(? in spec) > 0)")
                .param(digest)
                .query(Boolean.class)
                .single();
    }
}
