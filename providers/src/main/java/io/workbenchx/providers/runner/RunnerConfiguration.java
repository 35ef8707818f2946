package io.workbenchx.providers.runner;

import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.runner.docker.DockerConfiguration;
import io.workbenchx.providers.runner.kubernetes.KubernetesConfiguration;
import io.workbenchx.providers.runner.remote.RemoteConfiguration;
import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The runners of this host: processes always, others where they are configured; together they are one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RunnerProperties.class, RunnerChoice.class})
@Import({
    DockerConfiguration.class,
    KubernetesConfiguration.class,
    RemoteConfiguration.Vercel.class,
    RemoteConfiguration.DigitalOcean.class
})
public class RunnerConfiguration {

    @Bean
    Runner runner(
            RunnerProperties properties,
            RunnerChoice choice,
            WorkbenchHome home,
            ObjectProvider<RunnerAdapter> others) {
        Path directory = properties.directory();
        Runner processes = new ProcessRunner(directory == null ? home.traversable("runs") : directory, properties);
        return new ChosenRunner(
                processes, others.orderedStream().map(RunnerAdapter::runner).toList(), choice);
    }
}
