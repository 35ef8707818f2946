/** Who is asking, and what they may do. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.identity;
