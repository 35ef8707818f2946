/** The command line: storage. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.storage;
