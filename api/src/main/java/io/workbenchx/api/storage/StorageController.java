package io.workbenchx.api.storage;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.storage.ObjectCollector;
import io.workbenchx.control.storage.StorageReports;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is stored, and the collection of what nobody needs any more. */
@RestController
@RequestMapping("/api/v1")
class StorageController {

    private final StorageReports reports;
    private final ObjectCollector collector;

    StorageController(StorageReports reports, ObjectCollector collector) {
        this.reports = reports;
        this.collector = collector;
    }

    /** What the whole installation keeps: objects, what of them is garbage, by project, and on the disks of the workers. */
    @Requires(Permission.STORAGE_COLLECT)
    @GetMapping("/storage")
    StorageReports.Storage all() {
        return reports.all();
    }

    /** What a project keeps, and how much it may. */
    @Requires(Permission.PROJECT_READ)
    @GetMapping("/projects/{project}/storage")
    StorageReports.ProjectStorage ofProject(Project project) {
        return reports.of(project);
    }

    /**
     * Deletes objects that nothing refers to and that nobody stored within the grace period, now instead of with the next round of a worker.
     *
     * @param dryRun only counts them
     */
    @Requires(Permission.STORAGE_COLLECT)
    @PostMapping("/storage/collections")
    ObjectCollector.Collected collect(Caller caller, @RequestParam(defaultValue = "false") boolean dryRun) {
        return collector.collect(caller, dryRun);
    }
}
