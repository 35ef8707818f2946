package io.workbenchx.standalone;

import io.workbenchx.providers.home.HomeConfiguration;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerConfiguration;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.standalone.engine.EngineChooser;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.HomeLock;
import io.workbenchx.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * What goes on in a home after its workbench has stopped: jobs and endpoints, which wait there for the next start, and servers of a
 * workbench that was killed. All of it has to end before the home is deleted, or nobody would ever find it again.
 */
record Leftovers(Home home, List<String> springArguments) {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    void end() throws IOException {
        try (HomeLock nobodyStartsHere = HomeLock.take(home)) {
            endWorkloads();
            EngineChooser.stopOrphan(home);
            PostgresServer.stopOrphan(home);
        }
    }

    /** With the same configuration as a worker of this home, so that it is the same runner. */
    private void endWorkloads() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            MutablePropertySources sources = context.getEnvironment().getPropertySources();
            sources.addFirst(new SimpleCommandLinePropertySource(springArguments.toArray(String[]::new)));
            sources.addFirst(new MapPropertySource(
                    "home", Map.of("workbenchx.home", home.root().toString())));
            context.register(HomeConfiguration.class, RunnerConfiguration.class);
            context.refresh();
            Runner runner = context.getBean(Runner.class);
            for (WorkloadHandle workload : runner.workloads()) {
                // What it would still write is deleted with the home: there is nothing to wait for.
                runner.stop(workload, Duration.ZERO);
                runner.remove(workload);
                LOG.info("Ended and removed {}.", workload.directory());
            }
        }
    }
}
