/**
 * Locked Python environments, built by uv (GOV-5, OP-17).
 *
 * <p>A lock names every file by its hash, and only wheels are installed: nothing of a package runs while its environment is built, which is
 * before anybody approved it. What was built is sealed by a digest of its files; a changed one is built anew.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.environment;
