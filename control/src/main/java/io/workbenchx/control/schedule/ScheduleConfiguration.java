package io.workbenchx.control.schedule;

import io.temporal.client.WorkflowClient;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.EngineProperties;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses who watches the clock. */
@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {

    /** An engine that is not durable is the in-process one, which has no schedules. */
    @Bean
    Scheduler scheduler(
            EngineProperties engine,
            WorkflowClient client,
            ScheduleRepository schedules,
            ProjectService projects,
            ScheduleStarter starter) {
        Clock clock = Clock.systemUTC();
        return engine.durable()
                ? new TemporalScheduler(scheduleClient(client), schedules, projects, clock)
                : new TickerScheduler(schedules, starter, clock);
    }

    private static ScheduleClient scheduleClient(WorkflowClient client) {
        return ScheduleClient.newInstance(
                client.getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setIdentity(client.getOptions().getIdentity())
                        .setDataConverter(client.getOptions().getDataConverter())
                        .build());
    }
}
