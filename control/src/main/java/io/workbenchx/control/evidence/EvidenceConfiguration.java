package io.workbenchx.control.evidence;

import io.workbenchx.providers.home.WorkbenchHome;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EvidenceConfiguration {

    @Bean
    EvidenceKeys evidenceKeys(WorkbenchHome home) {
        return new EvidenceKeys(home.confidential("keys"));
    }
}
