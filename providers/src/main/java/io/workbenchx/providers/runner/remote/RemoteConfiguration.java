package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.runner.RunnerAdapter;
import io.workbenchx.providers.runner.RunnerProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The runners on other people's machines for which there is a token. */
public final class RemoteConfiguration {

    private RemoteConfiguration() {}

    /** Vercel Sandbox. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("workbenchx.runner.vercel-sandbox.token")
    @EnableConfigurationProperties(VercelProperties.class)
    public static class Vercel {
        @Bean
        RunnerAdapter vercelSandboxRunner(VercelProperties vercel, RunnerProperties properties, WorkbenchHome home) {
            return new RunnerAdapter(new VercelSandboxRunner(home.traversable("sandboxes"), vercel, properties));
        }
    }

    /** DigitalOcean App Platform. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("workbenchx.runner.digitalocean.token")
    @EnableConfigurationProperties(DigitalOceanProperties.class)
    public static class DigitalOcean {
        @Bean
        RunnerAdapter digitalOceanRunner(
                DigitalOceanProperties digitalOcean, RunnerProperties properties, WorkbenchHome home) {
            return new RunnerAdapter(new DigitalOceanRunner(home.traversable("apps"), digitalOcean, properties));
        }
    }
}
