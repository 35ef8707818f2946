/** Apps: deploy, look, go back. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.app;
