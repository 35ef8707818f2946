package io.workbenchx.control.secret;

import io.workbenchx.control.secret.SecretRecords.Given;
import io.workbenchx.providers.secret.SecretMask;
import io.workbenchx.providers.secret.SecretStore;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Gives runs their secrets at the last moment, and remembers which versions: whoever watches the run later, on whatever worker, masks exactly
 * what it was given, also after a new version was set.
 */
@Component
public class RunSecrets {

    private final SecretStore store;
    private final SecretRecords records;

    RunSecrets(SecretStore store, SecretRecords records) {
        this.store = store;
        this.records = records;
    }

    /**
     * The variables with the values of the secrets a run asks for.
     *
     * @param wanted name of the secret by name of the variable
     * @throws WorkbenchException SECRET_UNKNOWN when one is gone; PROVIDER_FAILED when the store does not answer
     */
    public Map<String, String> give(RunContext run, Map<String, String> wanted) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        List<Given> newest = new ArrayList<>();
        new TreeMap<>(wanted).forEach((variable, name) -> {
            Secret secret =
                    records.find(run.projectId(), name).orElseThrow(() -> SecretService.unknown(run.project(), name));
            newest.add(new Given(variable, name, secret.version()));
        });
        // On record before it is handed over: from then on nothing of it leaves the run unmasked, and it cannot be
        // deleted.
        records.give(run.projectId(), run.runId(), newest);
        return values(run);
    }

    /**
     * The mask for everything that a run says.
     *
     * @throws WorkbenchException PROVIDER_FAILED or SECRET_UNKNOWN when it cannot be made: then nothing may be passed on
     */
    public SecretMask mask(RunContext run) {
        return SecretMask.of(values(run).values());
    }

    /** What was given, for the record: {@code name@version} by variable. */
    public Map<String, String> onRecord(RunContext run) {
        Map<String, String> onRecord = new LinkedHashMap<>();
        records.given(run.projectId(), run.runId())
                .forEach(given -> onRecord.put(given.variable(), given.name() + "@" + given.version()));
        return onRecord;
    }

    private Map<String, String> values(RunContext run) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Given given : records.given(run.projectId(), run.runId())) {
            String value = SecretService.reaching(() -> store.find(run.projectId(), given.name(), given.version()))
                    .orElseThrow(() -> new WorkbenchException(
                            FailureCode.SECRET_UNKNOWN,
                            "Version " + given.version() + " of the secret " + given.name()
                                    + " is no longer in the store: start the run again with the present one."));
            values.put(given.variable(), value);
        }
        return values;
    }
}
