/** Locked Python environments, built by uv. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.environment;
