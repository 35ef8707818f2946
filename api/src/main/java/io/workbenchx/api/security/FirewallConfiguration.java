package io.workbenchx.api.security;

import io.workbenchx.api.problem.Problems;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Requests whose path could mean two things are refused before anything looks at them. */
@Configuration(proxyBeanMethods = false)
class FirewallConfiguration {

    /** The default rules, but for a percent sign in a name: artifacts may be called so, and paths are decoded exactly once. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedPercent(true);
        return firewall;
    }

    /** A drop-in client needs the words of its protocol; everybody else a plain 400. */
    @Bean
    RequestRejectedHandler rejections(Problems problems) {
        return (request, response, rejected) -> {
            var failure =
                    new WorkbenchException(FailureCode.SPEC_INVALID, "The path of the request is not valid.", rejected);
            if (MediaType.APPLICATION_PROBLEM_JSON.equals(
                    problems.answer(request, failure).getHeaders().getContentType())) {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            } else {
                problems.write(request, response, failure);
            }
        };
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> unreadablePaths(RequestRejectedHandler rejections) {
        return server -> server.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new UnreadablePathValve(rejections)));
    }
}
