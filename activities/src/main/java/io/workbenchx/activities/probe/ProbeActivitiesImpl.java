package io.workbenchx.activities.probe;

import io.workbenchx.workflows.probe.ProbeActivities;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.stereotype.Component;

/** Answers. */
@Component
public class ProbeActivitiesImpl implements ProbeActivities {

    private static final String HOST = hostName();

    @Override
    public String answer() {
        return HOST;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
