/** How a project stands, at a glance. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.overview;
