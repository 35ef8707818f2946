package io.workbenchx.control.model;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Registered models and their versions. */
@Component
public class ModelService {

    private final ModelVersionRepository versions;

    ModelService(ModelVersionRepository versions) {
        this.versions = versions;
    }

    /**
     * A version with its files. Whoever runs it reads the files by their digests and nothing else.
     *
     * @throws WorkbenchException MODEL_UNKNOWN when the project has no such version
     */
    @Transactional(readOnly = true)
    public ModelVersion version(UUID projectId, String name, int version) {
        return versions.find(projectId, name, version)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.MODEL_UNKNOWN,
                        "There is no version " + version + " of a model " + name + " in this project."));
    }
}
