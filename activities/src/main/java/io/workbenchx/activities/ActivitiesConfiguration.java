package io.workbenchx.activities;

import io.workbenchx.control.ControlConfiguration;
import io.workbenchx.providers.environment.EnvironmentConfiguration;
import io.workbenchx.providers.runner.RunnerConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All activity implementations, over the control plane. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@Import({ControlConfiguration.class, EnvironmentConfiguration.class, RunnerConfiguration.class})
public class ActivitiesConfiguration {}
