/** Workloads on other people's machines, through their HTTP interfaces. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.runner.remote;
