package io.workbenchx.control.site;

import io.workbenchx.workflows.run.RunKind;
import java.util.UUID;

/**
 * A site to be opened.
 *
 * @param name unique among the project's sites of this kind; letters, digits and dashes of it show in the address
 * @param access who may enter; of a site that is open already it stays as it is
 * @param wakes whether a request starts the service when nothing answers: then a {@link SiteWaker} knows how
 * @param framed whether the console shows it inside a page of its own
 */
public record NewSite(
        UUID projectId, RunKind kind, String name, UUID owner, SiteAccess access, boolean wakes, boolean framed) {}
