/** The api: encryption. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.encryption;
