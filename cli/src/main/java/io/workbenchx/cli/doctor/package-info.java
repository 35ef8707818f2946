/** What this machine has and lacks for a workbench. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.doctor;
