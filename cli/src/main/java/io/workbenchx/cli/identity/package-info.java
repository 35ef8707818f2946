/** Signing in. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.identity;
