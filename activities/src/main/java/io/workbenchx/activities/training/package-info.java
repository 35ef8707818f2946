/** How it happens: training. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.training;
