/** Dataset versions. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.dataset;
