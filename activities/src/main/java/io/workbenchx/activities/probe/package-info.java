/** How it happens: probe. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.probe;
