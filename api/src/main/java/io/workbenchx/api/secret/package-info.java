/** The api: secret. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.secret;
