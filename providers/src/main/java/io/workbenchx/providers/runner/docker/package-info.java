/** Workloads in containers of a Docker daemon on this host. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.runner.docker;
