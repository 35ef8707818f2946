package io.workbenchx.control.template;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The project starters of this installation: those that came with the workbench, or those of the folder {@code workbenchx.templates}. Read
 * once, when the process starts.
 */
@Component
public class TemplateCatalog {

    private static final String DESCRIPTION = "template.yaml";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final Map<String, Template> templates = new TreeMap<>();
    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();

    /**
     * @param folder of templates, instead of those that came with the workbench
     */
    TemplateCatalog(@Value("${workbenchx.templates:}") String folder) {
        String root = folder.isBlank() ? "classpath*:/workbenchx/templates/" : folder(folder);
        try {
            for (Resource description : resources.getResources(root + "*/" + DESCRIPTION)) {
                String url = decoded(description);
                String place = url.substring(0, url.length() - DESCRIPTION.length());
                String name = place.substring(place.lastIndexOf('/', place.length() - 2) + 1, place.length() - 1);
                templates.put(name, new Template(name, settings(name, description), files(root + name + "/", place)));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The templates in " + root + " cannot be read.", failure);
        }
    }

    public Collection<Template> all() {
        return templates.values();
    }

    /**
     * @throws WorkbenchException NOT_FOUND
     */
    public Template require(String name) {
        Template template = templates.get(name);
        if (template == null) {
            throw new WorkbenchException(
                    FailureCode.NOT_FOUND,
                    "There is no template \"" + name + "\": the templates here are " + templates.keySet() + ".");
        }
        return template;
    }

    private static String folder(String folder) {
        try {
            return "file:" + Path.of(folder).toRealPath() + "/";
        } catch (IOException failure) {
            throw new UncheckedIOException("workbenchx.templates is no folder: " + folder, failure);
        }
    }

    private Map<String, Resource> files(String pattern, String place) throws IOException {
        Map<String, Resource> files = new LinkedHashMap<>();
        for (Resource file : resources.getResources(pattern + "**")) {
            String url = decoded(file);
            String path = url.startsWith(place) ? url.substring(place.length()) : "";
            if (!path.isEmpty() && !path.endsWith("/") && !generated(path) && file.isReadable()) {
                requireInside(file, place);
                files.put(path, file);
            }
        }
        return files;
    }

    /** Left by tools in a working copy; never part of a template. */
    private static boolean generated(String path) {
        return ("/" + path).contains("/.") || ("/" + path).contains("/__pycache__/");
    }

    /** A link in a template must not publish another file of this host. */
    private static void requireInside(Resource file, String place) throws IOException {
        if (file.isFile() && !file.getFile().toPath().toRealPath().startsWith(Path.of(filePath(place)))) {
            throw new IllegalStateException("The template file " + file + " leads outside its template.");
        }
    }

    private static String filePath(String place) {
        return place.substring("file:".length());
    }

    private static String decoded(Resource resource) throws IOException {
        return URLDecoder.decode(resource.getURL().toString().replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Plain YAML: maps, lists and scalars; nothing in it can name a class. */
    private static Map<String, Object> settings(String name, Resource description) throws IOException {
        try (InputStream content = description.getInputStream()) {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Object read = new Yaml(new SafeConstructor(options)).load(content);
            Map<String, Object> settings = new LinkedHashMap<>();
            if (read instanceof Map<?, ?> map) {
                map.forEach((key, value) -> settings.put(String.valueOf(key), value));
            }
            if (!NAME.matcher(name).matches() || !name.equals(settings.get("name"))) {
                throw new IllegalStateException("The template in the folder " + name
                        + " must have a name of lower-case letters, digits and dashes, and say \"name: " + name
                        + "\".");
            }
            return settings;
        } catch (YAMLException malformed) {
            throw new IllegalStateException("The file " + description + " is not YAML.", malformed);
        }
    }
}
