/** The api: identity. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.identity;
