/** The api: assembly. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api;
