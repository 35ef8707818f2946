package io.workbenchx.activities;

import io.workbenchx.activities.run.LogProperties;
import io.workbenchx.activities.training.JobProperties;
import io.workbenchx.control.ControlConfiguration;
import io.workbenchx.providers.environment.EnvironmentConfiguration;
import io.workbenchx.providers.runner.RunnerConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All activity implementations, over the control plane. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties({LogProperties.class, JobProperties.class})
@Import({ControlConfiguration.class, EnvironmentConfiguration.class, RunnerConfiguration.class})
public class ActivitiesConfiguration {}
