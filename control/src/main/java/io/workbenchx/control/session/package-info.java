/** Sessions (OP-2): names, profiles, what was saved. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.session;
