/** The machine as the workbench uses it: its home directory, lock, secrets, ports and child processes. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.standalone.host;
