/** Apps over REST (OP-4). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.app;
