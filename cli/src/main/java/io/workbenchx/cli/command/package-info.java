/** What every command shares: options, exit codes, how failures are shown. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.command;
