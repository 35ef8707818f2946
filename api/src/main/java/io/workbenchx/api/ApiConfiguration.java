package io.workbenchx.api;

import io.workbenchx.control.ControlConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The api over the control plane. */
@Configuration(proxyBeanMethods = false)
@Import(ControlConfiguration.class)
public class ApiConfiguration {}
