/** Workloads as Kubernetes Jobs. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.runner.kubernetes;
