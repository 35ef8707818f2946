package io.workbenchx.worker;

import io.workbenchx.activities.ActivitiesConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What makes a process a worker; the standalone process imports it too. */
@Configuration(proxyBeanMethods = false)
@Import({ActivitiesConfiguration.class, WorkerQueues.class, WorkerLoops.class})
@EnableConfigurationProperties(WorkerProperties.class)
public class WorkerConfiguration {}
