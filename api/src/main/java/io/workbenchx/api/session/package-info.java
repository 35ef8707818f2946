/** Sessions (OP-2) over REST. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.session;
