/** The api: security. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.security;
