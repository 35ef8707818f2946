/** Datasets and their versions (DS-1). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.dataset;
