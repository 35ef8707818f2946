/** The model registry: models, their versions by content, aliases, promotion (OP-1). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.model;
