/** The terminal around the command: streams, colours, tables, JSON, human-readable units. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.shell;
