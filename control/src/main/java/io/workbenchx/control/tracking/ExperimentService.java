package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Experiments of a project. A run, as a caller, sees the one it belongs to. */
@Component
public class ExperimentService {

    private static final long LOWEST_ID = 100_000_000_000_000_000L;
    private static final String ACTIVE = "active";

    private final ExperimentRepository experiments;
    private final TrackedRunRepository runs;
    private final SecureRandom random = new SecureRandom();

    ExperimentService(ExperimentRepository experiments, TrackedRunRepository runs) {
        this.experiments = experiments;
        this.runs = runs;
    }

    /** The experiment of this name, made when it is not there. */
    @Transactional
    public Experiment ensure(UUID projectId, String name) {
        TrackingLimits.experimentName(name);
        Experiment experiment = experiments.findByName(projectId, name).orElseGet(() -> {
            experiments.insert(projectId, name.equals(Experiment.DEFAULT_NAME) ? Experiment.DEFAULT_ID : newId(), name);
            return experiments.findByName(projectId, name).orElseThrow();
        });
        return requireActive(experiment);
    }

    /** The experiment, deleted or not; the default one always exists. */
    @Transactional
    public Experiment get(Caller caller, Project project, String id) {
        ensureDefault(project.id());
        return experiments
                .find(project.id(), id)
                .filter(experiment -> visible(caller, experiment))
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no experiment with id " + id + " in this project."));
    }

    /** As {@link #get}, by name. */
    @Transactional
    public Optional<Experiment> byName(Caller caller, Project project, String name) {
        ensureDefault(project.id());
        return experiments.findByName(project.id(), name).filter(experiment -> visible(caller, experiment));
    }

    /**
     * @throws WorkbenchException SPEC_INVALID when the experiment is deleted
     */
    @Transactional
    public Experiment active(Caller caller, Project project, String id) {
        return requireActive(get(caller, project, id));
    }

    /**
     * @throws WorkbenchException CONFLICT when the name is taken, also by a deleted experiment
     */
    @Transactional
    public Experiment create(Caller caller, Project project, String name, Map<String, String> tags) {
        requirePerson(caller);
        ensureDefault(project.id());
        String id = newId();
        if (!experiments.insert(project.id(), id, TrackingLimits.experimentName(name))) {
            throw taken(name);
        }
        Experiment experiment = experiments.find(project.id(), id).orElseThrow();
        tags.forEach((key, value) -> setTag(caller, project, id, key, value));
        return experiment;
    }

    @Transactional
    public void rename(Caller caller, Project project, String id, String name) {
        requirePerson(caller);
        Experiment experiment = active(caller, project, id);
        if (experiment.name().equals(TrackingLimits.experimentName(name))) {
            return;
        }
        if (experiments.findByName(project.id(), name).isPresent()) {
            throw taken(name);
        }
        experiments.rename(experiment, name);
    }

    /** Hides an experiment, or shows it again. Nothing is erased, and its name stays taken. */
    @Transactional
    public void setDeleted(Caller caller, Project project, String id, boolean deleted) {
        requirePerson(caller);
        Experiment experiment = get(caller, project, id);
        if (deleted && id.equals(Experiment.DEFAULT_ID)) {
            throw TrackingLimits.invalid("The default experiment cannot be deleted.");
        }
        experiments.setLifecycle(experiment, deleted ? "deleted" : ACTIVE);
    }

    @Transactional
    public void setTag(Caller caller, Project project, String id, String key, String value) {
        TrackingLimits.key(key);
        TrackingLimits.text("value of tag \"" + key + "\"", value, TrackingLimits.EXPERIMENT_TAG_VALUE);
        experiments.setTag(active(caller, project, id), key, value);
    }

    @Transactional
    public void deleteTag(Caller caller, Project project, String id, String key) {
        if (!experiments.deleteTag(active(caller, project, id), key)) {
            throw new WorkbenchException(FailureCode.NOT_FOUND, "The experiment " + id + " has no tag " + key + ".");
        }
    }

    @Transactional(readOnly = true)
    public Map<String, Map<String, String>> tags(Project project, List<Experiment> found) {
        return experiments.tags(project.id(), found.stream().map(Experiment::id).toList());
    }

    private boolean visible(Caller caller, Experiment experiment) {
        UUID run = caller.runId();
        return run == null
                || runs.find(experiment.projectId(), run)
                        .filter(own -> own.experimentId().equals(experiment.id()))
                        .isPresent();
    }

    private void ensureDefault(UUID projectId) {
        if (experiments.find(projectId, Experiment.DEFAULT_ID).isEmpty()) {
            experiments.insert(projectId, Experiment.DEFAULT_ID, Experiment.DEFAULT_NAME);
        }
    }

    /** 18 digits, as MLflow's own: some of its tools take experiment ids for numbers. */
    private String newId() {
        return Long.toString(LOWEST_ID + random.nextLong(9 * LOWEST_ID));
    }

    private static Experiment requireActive(Experiment experiment) {
        if (!experiment.lifecycle().equals(ACTIVE)) {
            throw TrackingLimits.invalid(
                    "The experiment " + experiment.name() + " is deleted: restore it or use another one.");
        }
        return experiment;
    }

    private static void requirePerson(Caller caller) {
        if (caller.isRun()) {
            throw new WorkbenchException(
                    FailureCode.PERMISSION_DENIED,
                    "A job logs to the experiment it was started in and cannot make or change others: name the experiment"
                            + " in the spec of the run.");
        }
    }

    private static WorkbenchException taken(String name) {
        return new WorkbenchException(
                FailureCode.CONFLICT, "There is an experiment \"" + name + "\" already, perhaps a deleted one.");
    }
}
