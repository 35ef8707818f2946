/** Source code of a project. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.code;
