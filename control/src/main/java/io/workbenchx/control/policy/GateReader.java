package io.workbenchx.control.policy;

import static io.workbenchx.control.policy.PolicyReader.constant;
import static io.workbenchx.control.policy.PolicyReader.required;
import static io.workbenchx.control.policy.PolicyReader.value;
import static io.workbenchx.control.policy.YamlNode.in;

import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.policy.Policy.ApprovalRule;
import io.workbenchx.control.policy.Policy.Gate;
import io.workbenchx.control.policy.Policy.Metric;
import io.workbenchx.control.policy.Policy.Requirement;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the gates of a policy. */
final class GateReader {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int MOST_APPROVERS = 10;
    private static final int LONGEST_QUESTION = 500;

    private GateReader() {}

    static List<Gate> read(YamlNode node) {
        List<Gate> gates = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (YamlNode item : node.list()) {
            Gate gate = gate(item);
            if (!names.add(gate.name())) {
                throw item.mistake("has the name of another gate, " + gate.name() + ": refusals name their gate.");
            }
            gates.add(gate);
        }
        return gates;
    }

    private static Gate gate(YamlNode node) {
        Map<String, YamlNode> fields = node.fields("name", "action", "when", "require");
        YamlNode named = required(node, fields, "name");
        if (!named.string().matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw named.mistake("has lower-case letters, digits and dashes.");
        }
        Action action = required(node, fields, "action")
                .as("start, promotion, deployment, dataset-use or runtime-approval", Action::of);
        return new Gate(
                named.string(),
                action,
                in(fields, "when", when -> when(action, when)).orElse(Map.of()),
                requirement(action, required(node, fields, "require")));
    }

    private static Map<String, List<String>> when(Action action, YamlNode node) {
        Map<String, List<String>> when = new LinkedHashMap<>();
        String[] known = switch (action) {
            case START -> new String[] {"kinds"};
            case PROMOTION -> new String[] {"models"};
            case DEPLOYMENT -> new String[] {"models", "endpoints"};
            case DATASET_USE -> new String[] {"datasets", "kinds"};
            case RUNTIME_APPROVAL -> new String[] {"runtimes"};
        };
        node.fields(known).forEach((name, list) -> when.put(name, list.texts()));
        YamlNode kinds = node.mapping().get("kinds");
        if (kinds != null) {
            kinds.list()
                    .forEach(item -> item.as("a kind of run, such as training", kind -> {
                        try {
                            return RunKind.of(kind);
                        } catch (WorkbenchException unknown) {
                            throw new IllegalArgumentException(unknown);
                        }
                    }));
        }
        return when;
    }

    private static Requirement requirement(Action action, YamlNode node) {
        Map<String, YamlNode> fields = node.fields("lineage", "promoted", "metrics", "evidence", "approval");
        if (fields.containsKey("promoted") && action != Action.DEPLOYMENT) {
            throw required(node, fields, "promoted").mistake("is something only a deployment can require.");
        }
        if (fields.isEmpty()) {
            throw node.mistake("names at least one of lineage, promoted, metrics, evidence, approval.");
        }
        return new Requirement(
                in(fields, "lineage", word -> word.is("complete", "any")).orElse(false),
                in(fields, "promoted", word -> word.is("true", "false")).orElse(false),
                in(
                                fields,
                                "metrics",
                                list -> list.list().stream()
                                        .map(GateReader::metric)
                                        .toList())
                        .orElse(List.of()),
                in(fields, "evidence", GateReader::questions).orElse(List.of()),
                in(fields, "approval", GateReader::approval).orElse(null));
    }

    private static Metric metric(YamlNode node) {
        Map<String, YamlNode> fields = node.fields("name", "min", "max");
        if (!fields.containsKey("min") && !fields.containsKey("max")) {
            throw node.mistake("has a min, a max or both.");
        }
        return new Metric(
                required(node, fields, "name").string(),
                value(fields, "min", item -> item.as("a number", GateReader::finite)),
                value(fields, "max", item -> item.as("a number", GateReader::finite)));
    }

    private static double finite(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static List<String> questions(YamlNode node) {
        node.list().forEach(item -> {
            if (item.string().length() > LONGEST_QUESTION) {
                throw item.mistake("is a question of at most " + LONGEST_QUESTION + " characters.");
            }
        });
        return node.texts();
    }

    private static ApprovalRule approval(YamlNode node) {
        Map<String, YamlNode> fields = node.fields("role", "approvers", "expires");
        MemberRole role = in(fields, "role", item -> constant(item, item.string(), MemberRole.class))
                .orElse(MemberRole.ADMIN);
        if (role == MemberRole.VIEWER) {
            throw required(node, fields, "role").mistake("is editor or admin: viewers decide nothing.");
        }
        int approvers = in(fields, "approvers", item -> item.as("a whole number", PolicyReader::count))
                .orElse(1);
        if (approvers < 1 || approvers > MOST_APPROVERS) {
            throw required(node, fields, "approvers").mistake("is 1 to " + MOST_APPROVERS + ".");
        }
        Duration expires = in(fields, "expires", item -> item.as("a duration such as PT12H or P7D", Duration::parse))
                .orElse(Duration.ofDays(7));
        if (expires.compareTo(SHORTEST) < 0 || expires.compareTo(LONGEST) > 0) {
            throw required(node, fields, "expires").mistake("is between a minute (PT1M) and 90 days (P90D).");
        }
        return new ApprovalRule(role, approvers, expires);
    }
}
