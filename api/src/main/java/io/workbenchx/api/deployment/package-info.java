/** Endpoints over REST (OP-3). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.deployment;
