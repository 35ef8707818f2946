package io.workbenchx.control.evidence;

import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.evidence.HistoryArchiver.StoredHistory;
import io.workbenchx.control.evidence.Materials.Material;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Makes signed bundles: everything that is on record about a run, in one file that proves itself (GOV-9). */
@Component
public class EvidenceService {

    private static final int PAGE = 1000;
    private static final Duration WORKFLOW_END = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final EvidenceKeys keys;
    private final ChainVerifier chains;
    private final HistoryArchiver archiver;
    private final RunRepository runs;
    private final RunEvents events;
    private final ArtifactService artifacts;
    private final EvidenceParts parts;
    private final TransactionTemplate snapshot;

    EvidenceService(
            EvidenceKeys keys,
            ChainVerifier chains,
            HistoryArchiver archiver,
            RunRepository runs,
            RunEvents events,
            ArtifactService artifacts,
            EvidenceParts parts,
            PlatformTransactionManager transactions) {
        this.keys = keys;
        this.chains = chains;
        this.archiver = archiver;
        this.runs = runs;
        this.events = events;
        this.artifacts = artifacts;
        this.parts = parts;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    /** The three pieces that know what the records of a bundle say. */
    @Component
    record EvidenceParts(RunRecords records, Materials materials, Provenance provenance, CanonicalJson json) {}

    /**
     * Writes the bundle of an ended run, or of a service as far as it has got; nothing is written unless all of it holds.
     *
     * @throws WorkbenchException CONFLICT while a job has not ended; INTEGRITY when what is stored is not what was recorded
     */
    public void write(Project project, Run run, OutputStream out) {
        if (!run.state().terminal() && !run.runKind().service()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The run " + run.id() + " is " + run.state() + ": its evidence is complete when it has ended.");
        }
        awaitHistory(run);
        List<StoredHistory> histories =
                archiver.histories(runs.findById(run.id()).orElseThrow());
        try (BundleWriter bundle = new BundleWriter()) {
            byte[] statement = snapshot.execute(status -> collect(project, run, histories, bundle));
            bundle.write(statement, keys, out);
        } catch (IOException failed) {
            throw new UncheckedIOException("The evidence of run " + run.id() + " could not be written", failed);
        }
    }

    /** The public key that verifies bundles of this workbench, as PEM. */
    public String publicKeyPem() {
        return keys.publicKeyPem();
    }

    /** A run records its end in the last step of its workflow, so that the history closes a moment later. */
    private void awaitHistory(Run run) {
        long deadline = System.nanoTime() + WORKFLOW_END.toNanos();
        boolean waiting = run.state().terminal() && run.historySha256() == null;
        while (waiting && !archiver.archive(run) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private byte[] collect(Project project, Run asked, List<StoredHistory> histories, BundleWriter bundle) {
        requireUnbroken(asked);
        Run run = runs.findById(asked.id()).orElseThrow();
        List<Artifact> made = artifacts.ofRun(project.id(), run.id());
        List<Material> used = parts.materials().of(run);
        try {
            bundle.add(
                    "run",
                    parts.records()
                            .run(
                                    project,
                                    run,
                                    histories.isEmpty() ? "" : histories.get(0).sha256()));
            bundle.add("spec", run.spec());
            bundle.add("costs", parts.records().costs(run.id()));
            bundle.add("approvals", parts.records().approvals(run));
            List<JsonNode> attestations = addEvents(run, bundle);
            if (!attestations.isEmpty()) {
                bundle.add("attestation", parts.json().write(attestations));
            }
            for (Artifact artifact : made) {
                bundle.add(
                        "artifact/" + Provenance.nameOf(artifact), parts.json().write(described(artifact)));
            }
            addHistories(histories, bundle);
        } catch (IOException failed) {
            throw new UncheckedIOException("The evidence of run " + run.id() + " could not be collected", failed);
        }
        return parts.provenance().statement(project, run, made, used, bundle.records(), keys.keyId());
    }

    private void requireUnbroken(Run run) {
        ChainReport.Broken broken = chains.verify(run.id()).firstBroken();
        if (broken != null) {
            throw new WorkbenchException(
                    FailureCode.INTEGRITY,
                    "The event log of run " + run.id() + " was tampered with, so no evidence is signed. "
                            + broken.reason(),
                    Map.of("seq", broken.seq()),
                    null);
        }
    }

    /** Adds each event as the very text that was hashed; returns what runners attested. */
    private List<JsonNode> addEvents(Run run, BundleWriter bundle) throws IOException {
        List<JsonNode> attestations = new ArrayList<>();
        List<RunEvents.Event> page = events.after(run.id(), 0, PAGE);
        while (!page.isEmpty()) {
            for (RunEvents.Event event : page) {
                bundle.add("event/" + event.seq(), event.record());
                if (event.type().endsWith(".attested")) {
                    attestations.add(
                            parts.json().read(event.record()).path("data").path("attestation"));
                }
            }
            page = events.after(run.id(), page.get(page.size() - 1).seq(), PAGE);
        }
        return attestations;
    }

    private static Map<String, Object> described(Artifact artifact) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("owner", artifact.owner());
        fields.put("path", artifact.path());
        fields.put("sha256", artifact.sha256());
        fields.put("bytes", artifact.bytes());
        fields.put("mediaType", artifact.mediaType());
        fields.put("createdAt", artifact.createdAt());
        return fields;
    }

    private void addHistories(List<StoredHistory> histories, BundleWriter bundle) throws IOException {
        for (StoredHistory history : histories) {
            String name = history.own() ? "history" : "history/" + history.workflowId() + "/" + history.engineRunId();
            try (InputStream content = artifacts.open(history.sha256(), "The history of " + history.workflowId())) {
                bundle.add(name, content);
            }
        }
    }
}
