/** How it happens: storage hygiene of a worker's own disk. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.storage;
