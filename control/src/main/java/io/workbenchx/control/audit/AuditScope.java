package io.workbenchx.control.audit;

import java.util.UUID;

/** What has an audit chain of its own: a project. */
public interface AuditScope {

    UUID id();
}
