/** How it happens: environment builds. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.environment;
