package io.workbenchx.api.template;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.template.Template;
import io.workbenchx.control.template.TemplateCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The catalog of project starters. */
@RestController
@RequestMapping("/api/v1/templates")
class TemplateController {

    private final TemplateCatalog catalog;

    TemplateController(TemplateCatalog catalog) {
        this.catalog = catalog;
    }

    record TemplateView(String name, String title, String description) {}

    @Requires(Permission.SIGNED_IN)
    @GetMapping
    Map<String, List<TemplateView>> all() {
        return Map.of(
                "items",
                catalog.all().stream()
                        .map(template -> new TemplateView(template.name(), template.title(), template.description()))
                        .toList());
    }

    /** Everything its template.yaml says, and the paths of its files. */
    @Requires(Permission.SIGNED_IN)
    @GetMapping("/{name}")
    Map<String, Object> one(@PathVariable String name) {
        Template template = catalog.require(name);
        Map<String, Object> view = new LinkedHashMap<>(template.settings());
        view.put("files", template.files());
        return view;
    }

    /** A file of the template, as a download: it is never rendered on this origin. */
    @Requires(Permission.SIGNED_IN)
    @GetMapping("/{name}/files/{*path}")
    ResponseEntity<Resource> file(@PathVariable String name, @PathVariable String path) throws IOException {
        String relative = path.substring(1);
        Resource file = catalog.require(name).file(relative);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(file.contentLength())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(relative.substring(relative.lastIndexOf('/') + 1), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header("X-Content-Type-Options", "nosniff")
                .body(file);
    }
}
