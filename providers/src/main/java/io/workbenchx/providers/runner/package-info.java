/** Running workloads: the port and the process runner. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.runner;
