package io.workbenchx.control.template;

import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.providers.code.GitBundles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;

/** Makes projects from templates: a template's code is the first commit of the project. */
@Component
public class ProjectTemplates {

    private final TemplateCatalog catalog;
    private final ProjectService projects;
    private final CodeService code;
    private final TransactionTemplate transaction;

    ProjectTemplates(
            TemplateCatalog catalog, ProjectService projects, CodeService code, TransactionTemplate transaction) {
        this.catalog = catalog;
        this.projects = projects;
        this.code = code;
        this.transaction = transaction;
    }

    /** Creates a project, with the code of a template when one is named: both or neither. */
    public Project create(Caller caller, String name, @Nullable String template, Map<BudgetUnit, BigDecimal> budget) {
        // Nobody sees a project that is not there yet, nor whether a hidden one has the name.
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            return transaction.execute(status -> created(caller, name, template, budget));
        }
    }

    private Project created(Caller caller, String name, @Nullable String template, Map<BudgetUnit, BigDecimal> budget) {
        if (template == null) {
            return projects.create(caller, name, null, budget);
        }
        Template chosen = catalog.require(template);
        Project project = projects.create(caller, name, template, budget);
        importCode(caller, project, chosen);
        return projects.require(project.id());
    }

    /** Commits the template's code to the project; returns the commit. Nothing of the template is run. */
    @Transactional
    public String importCode(Caller caller, Project project, Template template) {
        try {
            Path folder = Files.createTempDirectory("template");
            try {
                write(template, folder);
                GitBundles.Author author = new GitBundles.Author(
                        caller.name(),
                        caller.name() + "@users.workbenchx.invalid",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS));
                return code.commit(caller, project, folder, author, "Start from template " + template.name());
            } finally {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The code of template " + template.name() + " cannot be read.", failure);
        }
    }

    private static void write(Template template, Path folder) throws IOException {
        for (Map.Entry<String, Resource> file : template.contents().entrySet()) {
            if (file.getKey().startsWith(Template.CODE)) {
                Path target = folder.resolve(file.getKey().substring(Template.CODE.length()));
                Files.createDirectories(target.resolveSibling(""));
                try (InputStream content = file.getValue().getInputStream()) {
                    Files.copy(content, target);
                }
            }
        }
    }
}
