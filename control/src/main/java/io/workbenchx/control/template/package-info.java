/** Project starters (TPL-1): the catalog and what a project gets from them. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.template;
