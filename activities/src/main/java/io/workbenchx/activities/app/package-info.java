/** How it happens: app. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.app;
