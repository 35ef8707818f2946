package io.workbenchx.worker;

import io.workbenchx.activities.run.WorkloadSweep;
import io.workbenchx.activities.storage.HostHygiene;
import io.workbenchx.control.evidence.Checkpoints;
import io.workbenchx.control.evidence.HistoryArchiver;
import io.workbenchx.control.run.RunDispatcher;
import io.workbenchx.control.schedule.Scheduler;
import io.workbenchx.control.storage.ObjectCollector;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every worker does beside its task queues; any number of workers may. */
@Configuration(proxyBeanMethods = false)
class WorkerLoops {

    @Bean
    BackgroundLoop dispatcherLoop(RunDispatcher dispatcher) {
        return new BackgroundLoop("dispatcher", dispatcher::dispatch);
    }

    @Bean
    BackgroundLoop archiverLoop(HistoryArchiver archiver) {
        return new BackgroundLoop("archiver", archiver::archivePending);
    }

    @Bean
    BackgroundLoop schedulerLoop(Scheduler scheduler) {
        return new BackgroundLoop("scheduler", scheduler::round);
    }

    @Bean
    BackgroundLoop sweepLoop(WorkloadSweep workloads) {
        return new BackgroundLoop("sweep", workloads::sweep, Duration.ofMinutes(1));
    }

    @Bean
    BackgroundLoop collectorLoop(ObjectCollector collector) {
        return new BackgroundLoop("collector", collector::collectWhenDue, Duration.ofMinutes(1));
    }

    @Bean
    BackgroundLoop hygieneLoop(HostHygiene hygiene) {
        return new BackgroundLoop("hygiene", hygiene::tidy, Duration.ofMinutes(10));
    }

    @Bean
    BackgroundLoop checkpointLoop(Checkpoints checkpoints, WorkerProperties properties) {
        return new BackgroundLoop("checkpoints", checkpoints::sign, properties.checkpoints());
    }
}
