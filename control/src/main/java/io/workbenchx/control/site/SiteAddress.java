package io.workbenchx.control.site;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where sites are reached: {@code <label>.<host>} of one base address. */
@Component
public class SiteAddress {

    private volatile URI base;

    SiteAddress(
            @Value("${workbenchx.sites.url:}") String url,
            @Value("${workbenchx.front-door.port:8081}") int frontDoorPort) {
        this.base = URI.create(url.isBlank() ? "http://localhost:" + frontDoorPort : url);
        if (base.getHost() == null || base.getScheme() == null) {
            throw new IllegalArgumentException(
                    "workbenchx.sites.url must look like https://apps.example.org, and is " + url + ".");
        }
    }

    /** The front door of this process listens at a port that was any free one. */
    public void listening(int port) {
        if (base.getPort() == 0) {
            base = URI.create(base.getScheme() + "://" + base.getHost() + ":" + port);
        }
    }

    /** {@code http} or {@code https}, as browsers see it. */
    public String scheme() {
        return base.getScheme();
    }

    /** What follows the label and its dot in host names. */
    public String domain() {
        return base.getHost();
    }

    /** The site's first page. */
    public String url(String label) {
        return base.getScheme() + "://" + label + "." + base.getRawAuthority() + "/";
    }
}
