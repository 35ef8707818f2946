package io.workbenchx.control.model;

import io.workbenchx.control.approval.ApprovalGate;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.model.VersionService.Registration;
import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.tracking.LoggedModel;
import io.workbenchx.control.tracking.LoggedModelService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Promotion: the model of a run that succeeded, and of which everything is known, becomes a version that may be deployed. Says so in the
 * run's own event chain.
 */
@Component
public class PromotionService {

    private final RunService runs;
    private final RunRecorder recorder;
    private final LoggedModelService loggedModels;
    private final ModelRepository names;
    private final ModelVersionRepository versions;
    private final VersionService registry;
    private final ModelSource sources;
    private final PolicyRules rules;
    private final ApprovalGate gate;
    private final TransactionTemplate transaction;

    PromotionService(
            RunService runs,
            RunRecorder recorder,
            LoggedModelService loggedModels,
            ModelRepository names,
            ModelVersionRepository versions,
            VersionService registry,
            ModelSource sources,
            PolicyRules rules,
            ApprovalGate gate,
            TransactionTemplate transaction) {
        this.runs = runs;
        this.recorder = recorder;
        this.loggedModels = loggedModels;
        this.names = names;
        this.versions = versions;
        this.registry = registry;
        this.sources = sources;
        this.rules = rules;
        this.gate = gate;
        this.transaction = transaction;
    }

    /**
     * Promotes a run's model; the same model again gives the same version.
     *
     * @param name registered model, made when there is none
     * @param which id or name of the logged model, needed when the run logged several
     * @throws WorkbenchException CONFLICT when the run has not succeeded; SPEC_INVALID when it has no such model or incomplete lineage;
     *     APPROVAL_REQUIRED until a gate's approvers said yes to exactly these files; whatever the project's policy refuses
     */
    public ModelVersion promote(Caller caller, Project project, String name, UUID runId, @Nullable String which) {
        ModelNames.model(name);
        Candidate candidate =
                Objects.requireNonNull(transaction.execute(status -> candidate(caller, project, runId, name, which)));
        if (candidate.promoted() != null) {
            return candidate.promoted();
        }
        gate.pass(
                caller,
                project.id(),
                runId,
                rules.promotion(project, name, runId),
                Map.of("model", name, "run", runId, "modelId", candidate.model().id(), "digest", candidate.digest()));
        return Objects.requireNonNull(transaction.execute(status -> promote(caller, project, name, candidate)));
    }

    /**
     * @param digest of the model's files as they are now
     * @param promoted the version it is already
     */
    private record Candidate(
            Run run,
            LoggedModel model,
            String digest,
            @Nullable ModelVersion promoted) {}

    private Candidate candidate(Caller caller, Project project, UUID runId, String name, @Nullable String which) {
        Run run = eligible(caller, project, runId);
        LoggedModel model = choose(project, run, which);
        return new Candidate(
                run,
                model,
                ModelDigest.of(sources.resolve(caller, project, "models:/" + model.id(), model.id())
                        .files()),
                versions.ofLoggedModel(project.id(), name, model.id())
                        .filter(ModelVersion::promoted)
                        .orElse(null));
    }

    private ModelVersion promote(Caller caller, Project project, String name, Candidate candidate) {
        LoggedModel model = candidate.model();
        UUID runId = candidate.run().id();
        if (names.find(project.id(), name).isEmpty()) {
            names.insert(project.id(), name, "", caller.userId(), null);
        }
        Optional<ModelVersion> known = versions.ofLoggedModel(project.id(), name, model.id());
        if (known.isPresent() && known.get().promoted()) {
            return known.get();
        }
        ModelVersion version = known.orElseGet(() -> registry.register(
                caller, project, new Registration(name, "models:/" + model.id(), runId, model.id(), "", Map.of())));
        if (!version.digest().equals(candidate.digest())) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The files of model " + model.id() + " are not those of version " + version.version()
                            + ": promote it again.");
        }
        versions.promote(version, caller.userId());
        recorder.record(runId, caller.name(), List.of(event(version, model)), false);
        return versions.find(project.id(), name, version.version()).orElseThrow();
    }

    private Run eligible(Caller caller, Project project, UUID runId) {
        if (caller.isRun()) {
            throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "A run cannot promote models.");
        }
        Run run = runs.require(caller, project, runId);
        if (run.state() != RunState.SUCCEEDED) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The run " + runId + " is " + run.state()
                            + ": only the model of a run that SUCCEEDED can be promoted.");
        }
        if (!run.lineageComplete()) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "The lineage of run " + runId
                            + " is incomplete: promote a run with dataset version, code, runtime and parameters on record.");
        }
        return run;
    }

    private LoggedModel choose(Project project, Run run, @Nullable String which) {
        List<LoggedModel> ready = loggedModels.ofRun(project, run.id()).stream()
                .filter(LoggedModel::ready)
                .filter(model -> which == null
                        || model.id().equals(which)
                        || model.name().equals(which))
                .toList();
        List<String> distinct = ready.stream().map(LoggedModel::name).distinct().toList();
        if (distinct.isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "The run " + run.id() + " logged no finished model" + (which == null ? "" : " " + which) + ".");
        }
        if (distinct.size() > 1) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "The run " + run.id() + " logged several models: name one of " + String.join(", ", distinct) + ".");
        }
        // The last of several of one name: a retried attempt logs its model again.
        return ready.get(ready.size() - 1);
    }

    private static NewEvent event(ModelVersion version, LoggedModel model) {
        return new NewEvent(
                "model.promoted",
                "model.promoted/" + version.name() + "/" + version.version(),
                Map.of(
                        "model", version.name(),
                        "version", version.version(),
                        "modelId", model.id(),
                        "digest", version.digest()));
    }
}
