package io.workbenchx.api.dataset;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.dataset.DatasetService;
import io.workbenchx.control.dataset.DatasetVersion;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Datasets and their versions. */
@RestController
@RequestMapping("/api/v1/projects/{project}/datasets")
class DatasetController {

    private final DatasetService datasets;

    DatasetController(DatasetService datasets) {
        this.datasets = datasets;
    }

    /** The body is the file itself, streamed. */
    @Requires(Permission.DATASET_WRITE)
    @PostMapping("/{name}/versions")
    ResponseEntity<DatasetVersion> upload(
            Caller caller,
            Project project,
            @PathVariable String name,
            @RequestParam String fileName,
            @RequestParam(defaultValue = "") String source,
            @RequestParam(defaultValue = "") String licence,
            HttpServletRequest request)
            throws IOException {
        DatasetService.Uploaded uploaded =
                datasets.upload(caller, project, name, fileName, source, licence, request.getInputStream());
        return ResponseEntity.status(uploaded.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(uploaded.version());
    }

    @Requires(Permission.DATASET_READ)
    @GetMapping
    Map<String, List<DatasetVersion>> all(Caller caller, Project project) {
        return Map.of("items", datasets.visible(caller, project, null));
    }

    @Requires(Permission.DATASET_READ)
    @GetMapping("/{name}")
    Map<String, List<DatasetVersion>> versions(Caller caller, Project project, @PathVariable String name) {
        List<DatasetVersion> versions = datasets.visible(caller, project, name);
        if (versions.isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.NOT_FOUND,
                    "There is no dataset " + name + " in project " + project.name()
                            + ": upload it first, or see the list of datasets.");
        }
        return Map.of("items", versions);
    }
}
