/** What runs logged, and how they compare. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.tracking;
