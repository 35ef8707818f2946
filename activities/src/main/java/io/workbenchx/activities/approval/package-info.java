/** Waiting for people. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.approval;
