package io.workbenchx.api.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route anyone may call. There are few: liveness, for people and for MLflow clients, listed in {@link SecurityConfiguration}; the
 * sign-in page of the embedded issuer; and links that carry a signature of ours.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface PublicRoute {}
