package io.workbenchx.control.template;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.io.Resource;

/**
 * A project starter.
 *
 * @param settings its template.yaml
 * @param contents its files by path; nothing else of the disk can be named
 */
public record Template(String name, Map<String, Object> settings, Map<String, Resource> contents) {

    /** Folder whose files become the first commit of a project. */
    static final String CODE = "code/";

    public Template {
        settings = Map.copyOf(settings);
        contents = Map.copyOf(contents);
    }

    public String title() {
        return String.valueOf(settings.getOrDefault("title", name));
    }

    public String description() {
        return String.valueOf(settings.getOrDefault("description", ""));
    }

    public Set<String> files() {
        return new TreeSet<>(contents.keySet());
    }

    /**
     * @throws WorkbenchException NOT_FOUND for anything that is not a file of this template
     */
    public Resource file(String path) {
        Resource file = contents.get(path);
        if (file == null) {
            throw new WorkbenchException(
                    FailureCode.NOT_FOUND, "The template " + name + " has no file \"" + path + "\".");
        }
        return file;
    }
}
