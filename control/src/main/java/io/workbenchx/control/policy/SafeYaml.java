package io.workbenchx.control.policy;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

/**
 * YAML from people nobody vouches for: mappings, lists and scalars, and nothing else of the language. Tags could name classes, anchors
 * multiply, depth exhausts the stack, the second of two equal keys hides the first: each of them ends the reading where it stands, before
 * anything is built from it.
 */
final class SafeYaml {

    static final int MOST_CHARACTERS = 256 * 1024;
    private static final int DEEPEST = 16;
    private static final int MOST_NODES = 20_000;

    private final Iterator<Event> events;
    private int nodes;

    private SafeYaml(Iterator<Event> events) {
        this.events = events;
    }

    /**
     * Reads one document.
     *
     * @throws WorkbenchException MALFORMED when it is not YAML, or more of YAML than is taken here
     */
    static YamlNode read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw malformed(1, "it is longer than " + MOST_CHARACTERS / 1024 + " Ki characters.");
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        try {
            return new SafeYaml(new Yaml(options).parse(new StringReader(text)).iterator()).document();
        } catch (YAMLException broken) {
            throw new WorkbenchException(
                    FailureCode.MALFORMED, "The policy is not YAML: " + broken.getMessage(), broken);
        }
    }

    private YamlNode document() {
        Event event = events.next();
        while (!(event instanceof DocumentStartEvent)) {
            if (event instanceof StreamEndEvent) {
                throw malformed(1, "it is empty.");
            }
            event = events.next();
        }
        YamlNode root = node(events.next(), "", 0);
        while (events.hasNext()) {
            Event rest = events.next();
            if (!(rest instanceof DocumentEndEvent) && !(rest instanceof StreamEndEvent)) {
                throw malformed(line(rest), "a second document begins.");
            }
        }
        return root;
    }

    private YamlNode node(Event event, String path, int depth) {
        refuse(event, depth);
        if (event instanceof ScalarEvent scalar) {
            return new YamlNode(line(event), path, scalar.getValue(), null, null);
        }
        if (event instanceof SequenceStartEvent) {
            return new YamlNode(line(event), path, null, null, items(path, depth));
        }
        if (event instanceof MappingStartEvent) {
            return new YamlNode(line(event), path, null, fields(path, depth), null);
        }
        throw malformed(line(event), "a value is missing.");
    }

    private void refuse(Event event, int depth) {
        int line = line(event);
        if (event instanceof AliasEvent || (event instanceof NodeEvent named && named.getAnchor() != null)) {
            throw malformed(line, "anchors (&) and aliases (*) are not taken: write the value out, or quote it.");
        }
        if ((event instanceof ScalarEvent scalar && scalar.getTag() != null)
                || (event instanceof SequenceStartEvent sequence && sequence.getTag() != null)
                || (event instanceof MappingStartEvent mapping && mapping.getTag() != null)) {
            throw malformed(line, "tags (!) are not taken: write plain values, or quote them.");
        }
        if (depth > DEEPEST) {
            throw malformed(line, "it is nested deeper than " + DEEPEST + " levels.");
        }
        if (++nodes > MOST_NODES) {
            throw malformed(line, "it has more than " + MOST_NODES + " values.");
        }
    }

    private List<YamlNode> items(String path, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(node(event, path + "[" + items.size() + "]", depth + 1));
        }
        return List.copyOf(items);
    }

    private Map<String, YamlNode> fields(String path, int depth) {
        Map<String, YamlNode> fields = new LinkedHashMap<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            refuse(event, depth + 1);
            if (!(event instanceof ScalarEvent name)) {
                throw malformed(line(event), "a name is a plain text, not a list or mapping.");
            }
            String key = name.getValue();
            if (fields.containsKey(key)) {
                throw malformed(
                        line(event),
                        "\"" + key + "\" stands here twice: the first is in line "
                                + fields.get(key).line() + ".");
            }
            YamlNode value = node(events.next(), path.isEmpty() ? key : path + "." + key, depth + 1);
            // A mistake in a block is told at its name, where people look for it.
            fields.put(key, new YamlNode(line(event), value.path(), value.text(), value.fields(), value.items()));
        }
        return fields;
    }

    private static int line(Event event) {
        return event.getStartMark() == null ? 1 : event.getStartMark().getLine() + 1;
    }

    private static WorkbenchException malformed(int line, String problem) {
        return new WorkbenchException(
                FailureCode.MALFORMED, "Policy, line " + line + ": " + problem, Map.of("line", line), null);
    }
}
