/** Projects at a glance, over HTTP. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.overview;
