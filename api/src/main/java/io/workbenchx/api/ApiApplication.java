package io.workbenchx.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The process that answers REST and the drop-in protocols, and holds the front door. */
@SpringBootApplication(proxyBeanMethods = false)
public class ApiApplication {

    public static void main(String[] args) {
        SpringApplication.run(ApiApplication.class, args);
    }
}
