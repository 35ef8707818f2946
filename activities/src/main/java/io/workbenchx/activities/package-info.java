/** How operations happen. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities;
