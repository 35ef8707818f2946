/** Secrets of projects. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.secret;
