package io.workbenchx.workflows.session;

/**
 * What was kept of a session's workspace.
 *
 * @param sha256 of the list of files, which has the digest of each
 * @param changed files that the session made or altered
 * @param skipped files that were not kept: too large, too many, or no plain files
 */
public record SavedWorkspace(String sha256, int files, long bytes, int changed, int skipped) {}
