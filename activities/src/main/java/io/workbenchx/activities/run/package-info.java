/** How it happens: run. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.run;
