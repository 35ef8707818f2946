package io.workbenchx.worker;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The process that hosts workflows and activities. */
@SpringBootApplication(proxyBeanMethods = false)
public class WorkerApplication {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "worker"));
        application.run(args);
    }
}
