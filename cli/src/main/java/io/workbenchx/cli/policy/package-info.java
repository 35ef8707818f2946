/** Policy as code of a project. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.policy;
