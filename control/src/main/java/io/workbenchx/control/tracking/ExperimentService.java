package io.workbenchx.control.tracking;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Experiments of a project. */
@Component
public class ExperimentService {

    private static final long LOWEST_ID = 100_000_000_000_000_000L;

    private final ExperimentRepository experiments;
    private final SecureRandom random = new SecureRandom();

    ExperimentService(ExperimentRepository experiments) {
        this.experiments = experiments;
    }

    /** The experiment of this name, made when it is not there. */
    @Transactional
    public Experiment ensure(UUID projectId, String name) {
        TrackingLimits.experimentName(name);
        if (experiments.findByName(projectId, name).isEmpty()) {
            experiments.insert(projectId, name.equals(Experiment.DEFAULT_NAME) ? Experiment.DEFAULT_ID : newId(), name);
        }
        Experiment experiment = byName(projectId, name).orElseThrow(() -> new IllegalStateException(name));
        if (!experiment.lifecycle().equals("active")) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, "The experiment " + name + " is deleted: restore it or use another name.");
        }
        return experiment;
    }

    /** The experiment, deleted or not; the default one always exists. */
    @Transactional
    public Optional<Experiment> byName(UUID projectId, String name) {
        ensureDefault(projectId, name.equals(Experiment.DEFAULT_NAME));
        return experiments.findByName(projectId, name);
    }

    /** The experiment, deleted or not; the default one always exists. */
    @Transactional
    public Experiment get(UUID projectId, String id) {
        ensureDefault(projectId, id.equals(Experiment.DEFAULT_ID));
        return experiments
                .find(projectId, id)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no experiment with id " + id + " in this project."));
    }

    private void ensureDefault(UUID projectId, boolean asked) {
        if (asked && experiments.find(projectId, Experiment.DEFAULT_ID).isEmpty()) {
            experiments.insert(projectId, Experiment.DEFAULT_ID, Experiment.DEFAULT_NAME);
        }
    }

    /** 18 digits, as MLflow's own: some of its tools take experiment ids for numbers. */
    String newId() {
        return Long.toString(LOWEST_ID + (long) (random.nextDouble() * 9 * LOWEST_ID));
    }
}
