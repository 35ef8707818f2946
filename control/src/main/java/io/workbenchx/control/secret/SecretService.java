package io.workbenchx.control.secret;

import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.providers.secret.SecretRules;
import io.workbenchx.providers.secret.SecretStore;
import io.workbenchx.providers.secret.SecretStoreException;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Secrets of a project as people handle them: set, listed, deleted, and never read. */
@Component
public class SecretService {

    private final SecretStore store;
    private final SecretRecords records;
    private final AuditLog audit;

    SecretService(SecretStore store, SecretRecords records, AuditLog audit) {
        this.audit = audit;
        this.store = store;
        this.records = records;
    }

    /**
     * Sets a secret, or a new version of it. Runs that hold an earlier version keep it.
     *
     * @throws WorkbenchException SPEC_INVALID for a name or value that cannot be; PROVIDER_FAILED when the store does not take it
     */
    public Secret set(Caller caller, Project project, String name, String value) {
        if (!SecretRules.isName(name)) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "The name of a secret has 1 to 63 lower-case letters, digits, dots, dashes or underscores.");
        }
        SecretRules.problem(value).ifPresent(problem -> {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "The value of the secret " + name + " is refused: " + problem + ".");
        });
        int version = reaching(() -> store.put(project.id(), name, value));
        records.put(project.id(), name, version, caller.userId());
        audit.record(caller, project, "secret.set", "secrets/" + name, Map.of("version", version));
        return records.find(project.id(), name).orElseThrow();
    }

    /** The secrets of a project by name, without their values. */
    public List<Secret> list(Project project) {
        return records.list(project.id());
    }

    /**
     * Deletes a secret with all its versions.
     *
     * @throws WorkbenchException NOT_FOUND; CONFLICT while a run holds it, whose output could not be masked any more
     */
    public void delete(Caller caller, Project project, String name) {
        require(project, name);
        List<UUID> holders = records.holders(project.id(), name);
        if (!holders.isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The secret " + name + " is in the hands of the run " + holders.get(0)
                            + ", whose output is masked by it: wait for its end, or cancel it. To replace the value, set it anew.");
        }
        reaching(() -> {
            store.delete(project.id(), name);
            return name;
        });
        records.delete(project.id(), name);
        audit.record(caller, project, "secret.deleted", "secrets/" + name, Map.of());
    }

    /**
     * Makes sure that a run which names these secrets can get them.
     *
     * @throws WorkbenchException SECRET_UNKNOWN that names the first one missing
     */
    public void requireAll(Project project, Collection<String> names) {
        for (String name : names) {
            if (records.find(project.id(), name).isEmpty()) {
                throw unknown(project.name(), name);
            }
        }
    }

    private void require(Project project, String name) {
        if (records.find(project.id(), name).isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.NOT_FOUND, "There is no secret " + name + " in project " + project.name() + ".");
        }
    }

    static WorkbenchException unknown(String project, String name) {
        return new WorkbenchException(
                FailureCode.SECRET_UNKNOWN,
                "There is no secret " + name + " in project " + project + ": set it with wbx secret set " + name
                        + " -p " + project + ".");
    }

    /** The store's own words are safe to show; its causes are for the log. */
    static <T> T reaching(Supplier<T> work) {
        try {
            return work.get();
        } catch (SecretStoreException failed) {
            throw new WorkbenchException(FailureCode.PROVIDER_FAILED, String.valueOf(failed.getMessage()), failed);
        }
    }
}
