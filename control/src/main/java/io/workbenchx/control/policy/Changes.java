package io.workbenchx.control.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people see before they decide: not a whole document, but what is new in it. */
@Component
public class Changes {

    private static final int MOST_LINES = 400;
    private static final int LONGEST_VALUE = 300;

    private final JdbcClient jdbc;
    private final JsonMapper mapper;

    Changes(JdbcClient jdbc, JsonMapper mapper) {
        this.jdbc = jdbc;
        this.mapper = mapper;
    }

    /**
     * Lines {@code - path: old} and {@code + path: new} between what was approved last for the subject, or serves its endpoint now, and this
     * document.
     *
     * @param document JSON
     */
    @Transactional(readOnly = true)
    public String since(UUID projectId, Action action, String subject, String document) {
        Optional<String> before = approvedBefore(projectId, action, subject)
                .or(() -> action == Action.DEPLOYMENT ? deployedBefore(projectId, subject) : Optional.empty());
        return between(before.orElse(null), document);
    }

    private Optional<String> approvedBefore(UUID projectId, Action action, String subject) {
        return jdbc.sql("""
                        select document from ops.approvals where project_id = ? and action = ? and subject = ? and state = 'APPROVED'
                        order by closed_at desc limit 1
                        """)
                .params(projectId, action.wireName(), subject)
                .query(String.class)
                .optional();
    }

    private Optional<String> deployedBefore(UUID projectId, String subject) {
        return jdbc.sql("""
                        select spec from ops.runs where project_id = ? and kind = 'deployment' and started_at is not null
                          and spec::jsonb ->> 'endpoint' = ? order by created_at desc limit 1
                        """)
                .params(projectId, subject.substring(subject.indexOf('/') + 1))
                .query(String.class)
                .optional();
    }

    private String between(@org.jspecify.annotations.Nullable String before, String after) {
        TreeMap<String, String> old = before == null ? new TreeMap<>() : flat(before);
        TreeMap<String, String> now = flat(after);
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            if (old.containsKey(path) && !old.get(path).equals(now.get(path))) {
                lines.add("- " + path + ": " + old.get(path));
            }
            if (now.containsKey(path) && !now.get(path).equals(old.get(path))) {
                lines.add("+ " + path + ": " + now.get(path));
            }
        }
        if (lines.size() > MOST_LINES) {
            int more = lines.size() - MOST_LINES;
            lines.subList(MOST_LINES, lines.size()).clear();
            lines.add("… and " + more + " more lines: read the document");
        }
        return lines.isEmpty() ? "nothing differs from what was approved before" : String.join("\n", lines);
    }

    private TreeMap<String, String> flat(String document) {
        TreeMap<String, String> flat = new TreeMap<>();
        flatten("", mapper.readTree(document), flat);
        return flat;
    }

    private static void flatten(String path, JsonNode node, TreeMap<String, String> into) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), into));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), into);
            }
        } else {
            String value = node.isString() ? node.asString() : node.toString();
            into.put(path, value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value);
        }
    }
}
