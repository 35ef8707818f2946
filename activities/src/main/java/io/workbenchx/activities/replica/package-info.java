/** How it happens: replica. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.replica;
