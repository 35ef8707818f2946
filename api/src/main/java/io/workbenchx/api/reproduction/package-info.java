/** Repeating runs (GOV-10), over REST. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.reproduction;
