/** Apps: their releases, what serves them, and how they are asked for (OP-4). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.app;
