/** Evidence bundles and verification of the event log, over REST. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.evidence;
