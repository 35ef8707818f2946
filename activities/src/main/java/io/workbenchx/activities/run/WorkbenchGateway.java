package io.workbenchx.activities.run;

import io.workbenchx.providers.runner.WorkloadSpec;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How workloads reach the api: the only network they have. */
@Component
public class WorkbenchGateway {

    /** Where workloads find the api on their own loopback. */
    public static final int PORT_INSIDE = 8080;

    private final URI api;

    WorkbenchGateway(@Value("${workbenchx.api.url:http://127.0.0.1:8080}") URI api) {
        this.api = api;
    }

    public WorkloadSpec.Gateway forWorkload() {
        int port = api.getPort() > 0 ? api.getPort() : 80;
        return new WorkloadSpec.Gateway(api.getHost(), port, PORT_INSIDE);
    }
}
