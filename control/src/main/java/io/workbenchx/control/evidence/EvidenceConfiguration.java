package io.workbenchx.control.evidence;

import io.workbenchx.control.HomeProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EvidenceConfiguration {

    @Bean
    EvidenceKeys evidenceKeys(HomeProperties home) {
        return new EvidenceKeys(home.keys());
    }
}
