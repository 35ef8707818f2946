package io.workbenchx.api.audit;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.audit.AuditEntry;
import io.workbenchx.control.audit.AuditExport;
import io.workbenchx.control.audit.AuditFilter;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.audit.AuditQuery;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Who ran what on which data, and who did what else: for admins of everything, for members of their project. */
@RestController
@RequestMapping("/api/v1")
class AuditController {

    private final AuditQuery query;
    private final AuditExport export;
    private final AuditLog audit;
    private final ProjectService projects;
    private final CanonicalJson json;

    AuditController(AuditQuery query, AuditExport export, AuditLog audit, ProjectService projects, CanonicalJson json) {
        this.query = query;
        this.export = export;
        this.audit = audit;
        this.projects = projects;
        this.json = json;
    }

    /**
     * @param log {@code run} or {@code audit}
     * @param chain run or project whose chain holds the event; the nil UUID for the installation
     * @param data particulars
     * @param hash sha256 of the canonical record
     * @param run absent outside of runs
     */
    record EntryView(
            Instant at,
            @Nullable String project,
            String actor,
            String type,
            String subject,
            AuditEntry.@Nullable RunFacts run,
            JsonNode data,
            String log,
            UUID chain,
            long seq,
            String hash) {}

    /**
     * @param next cursor of the next page, absent on the last one
     */
    record Entries(List<EntryView> items, @Nullable String next) {}

    /** Everything, or one project. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/audit")
    Entries all(@RequestParam(required = false) @Nullable String project, @ModelAttribute AuditRequest request) {
        Project chosen = named(project);
        return page(request, chosen == null ? null : chosen.id());
    }

    /** What happened in one project. */
    @Requires(Permission.EVIDENCE_READ)
    @GetMapping("/projects/{project}/audit")
    Entries ofProject(Project project, @ModelAttribute AuditRequest request) {
        return page(request, project.id());
    }

    /** All that matches, as CSV or as JSON lines; that it was exported is on record. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/audit/export")
    void exportAll(
            Caller caller,
            @RequestParam(required = false) @Nullable String project,
            @ModelAttribute AuditRequest request,
            HttpServletResponse response)
            throws IOException {
        export(caller, named(project), request, response);
    }

    /** All of one project that matches, as CSV or as JSON lines; that it was exported is on record. */
    @Requires(Permission.EVIDENCE_READ)
    @GetMapping("/projects/{project}/audit/export")
    void exportProject(
            Caller caller, Project project, @ModelAttribute AuditRequest request, HttpServletResponse response)
            throws IOException {
        export(caller, project, request, response);
    }

    private @Nullable Project named(@Nullable String name) {
        return name == null || name.isBlank()
                ? null
                : projects.named(name)
                        .orElseThrow(() -> new WorkbenchException(
                                FailureCode.NOT_FOUND, "There is no project " + name + " that you can see."));
    }

    private Entries page(AuditRequest request, @Nullable UUID project) {
        AuditQuery.Entries page = query.page(request.filter(project), request.cursor(), request.pageSize());
        return new Entries(page.items().stream().map(this::view).toList(), page.next());
    }

    private EntryView view(AuditEntry entry) {
        return new EntryView(
                entry.at(),
                entry.project(),
                entry.actor(),
                entry.type(),
                entry.subject(),
                entry.run(),
                json.read(entry.record()).path("data"),
                entry.log(),
                entry.chain(),
                entry.seq(),
                entry.hash());
    }

    private void export(Caller caller, @Nullable Project project, AuditRequest request, HttpServletResponse response)
            throws IOException {
        AuditFilter filter = request.filter(project == null ? null : project.id());
        String format = request.format() == null ? "jsonl" : request.format();
        if (!format.equals("csv") && !format.equals("jsonl")) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "format is csv or jsonl.");
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("format", format);
        data.put("filter", filter.conditions());
        audit.record(caller, project, "audit.exported", project == null ? "audit" : "projects/" + project.name(), data);
        response.setContentType(format.equals("csv") ? "text/csv;charset=UTF-8" : "application/x-ndjson");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"" + (project == null ? "all" : project.name()) + ".audit." + format + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
        if (format.equals("csv")) {
            export.writeCsv(filter, response.getOutputStream());
        } else {
            export.writeJsonLines(filter, response.getOutputStream());
        }
    }
}
