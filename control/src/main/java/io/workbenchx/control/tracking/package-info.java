/** Experiments and what runs log: parameters, metrics, tags, datasets, logged models (OP-1). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.tracking;
