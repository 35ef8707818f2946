/** Commands about costs. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.cost;
