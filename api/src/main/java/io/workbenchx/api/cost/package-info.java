/** Costs over HTTP. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.cost;
