/** The filter language of experiment tracking, compiled to parameterised SQL. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.search;
