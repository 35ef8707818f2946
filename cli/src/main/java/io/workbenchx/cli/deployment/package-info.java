/** Endpoints and predictions. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.deployment;
