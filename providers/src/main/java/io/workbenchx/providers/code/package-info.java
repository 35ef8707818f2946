/**
 * Source code as git bundles: a run names a commit, and git's own hashes prove that what it got is that commit.
 *
 * <p>A version of a project's code is one self-contained bundle (the commit with all its history), so that no server of git is needed and
 * a bundle can be handed to anybody who has git.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.code;
