package io.workbenchx.control.policy;

import static io.workbenchx.control.policy.YamlNode.in;

import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.policy.Policy.DatasetRule;
import io.workbenchx.control.policy.Policy.Datasets;
import io.workbenchx.control.policy.Policy.Runtimes;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.providers.runner.EgressRule;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy. What is left out has its default; what is not known is a mistake, told with its line. */
final class PolicyReader {

    private static final String FORMAT = "1";
    private static final List<String> RUNNERS =
            List.of("process", "docker", "kubernetes", "vercel-sandbox", "digitalocean");
    private static final Set<String> RUNTIME_KINDS = Set.of("environment", "container");

    private PolicyReader() {}

    /**
     * @throws WorkbenchException MALFORMED when it is no YAML that is taken; SPEC_INVALID for anything unknown or out of bounds
     */
    static Policy read(String yaml) {
        YamlNode root = SafeYaml.read(yaml);
        Map<String, YamlNode> top =
                root.fields("version", "runtimes", "code", "network", "budgets", "quotas", "datasets", "gates");
        if (!in(top, "version", YamlNode::string).orElse("").equals(FORMAT)) {
            throw YamlNode.mistake(
                    top.containsKey("version") ? top.get("version").line() : 1,
                    "a policy says \"version: " + FORMAT + "\", the format it is written in.");
        }
        Map<String, YamlNode> budgets =
                in(top, "budgets", node -> node.fields("run")).orElse(Map.of());
        Map<String, YamlNode> quotas =
                in(top, "quotas", node -> node.fields("project", "member")).orElse(Map.of());
        return new Policy(
                in(top, "runtimes", PolicyReader::runtimes).orElseGet(() -> runtimes(Map.of())),
                in(top, "code", PolicyReader::remotes).orElse(List.of()),
                in(top, "network", PolicyReader::egress).orElse(List.of()),
                in(budgets, "run", PolicyReader::budget).orElse(Map.of()),
                in(quotas, "project", PolicyReader::quota).orElse(Quota.NONE),
                in(quotas, "member", PolicyReader::quota).orElse(Quota.NONE),
                in(top, "datasets", PolicyReader::datasets).orElseGet(() -> new Datasets(everyday(), List.of())),
                in(top, "gates", GateReader::read).orElse(List.of()));
    }

    private static Runtimes runtimes(YamlNode node) {
        return runtimes(node.fields("allow", "kinds", "isolation", "runners"));
    }

    private static Runtimes runtimes(Map<String, YamlNode> fields) {
        List<String> allow = in(fields, "allow", PolicyReader::runtimeNames).orElse(List.of("*"));
        Set<String> kinds = in(fields, "kinds", PolicyReader::runtimeKinds).orElse(RUNTIME_KINDS);
        boolean isolation =
                in(fields, "isolation", mode -> mode.is("required", "optional")).orElse(false);
        Set<String> runners = in(fields, "runners", PolicyReader::runnerNames).orElse(Set.of());
        return new Runtimes(allow, kinds, isolation, runners);
    }

    private static Set<String> runnerNames(YamlNode node) {
        node.list().forEach(item -> {
            if (!RUNNERS.contains(item.string())) {
                throw item.mistake("is one of " + String.join(", ", RUNNERS) + "; \"" + item.string() + "\" is none.");
            }
        });
        return new LinkedHashSet<>(node.texts());
    }

    private static List<String> runtimeNames(YamlNode node) {
        node.list().forEach(item -> {
            String name = item.string();
            if (!name.matches("sha256:[0-9a-f]{64}|[a-z0-9][a-z0-9._-]{0,62}\\*?|\\*")) {
                throw item.mistake("is the name of a runtime or its digest (sha256:…), not a tag: a tag can be moved to"
                        + " other content; \"" + name + "\" is neither.");
            }
        });
        return node.texts();
    }

    private static Set<String> runtimeKinds(YamlNode node) {
        node.list().forEach(item -> item.is("environment", "container"));
        return new LinkedHashSet<>(node.texts());
    }

    private static List<String> remotes(YamlNode node) {
        return in(node.fields("remotes"), "remotes", list -> {
                    list.list()
                            .forEach(item -> item.as(
                                    "an https address that ends in a slash or names one repository",
                                    prefix -> GitRemote.of(prefix.endsWith("/") ? prefix + "x" : prefix)));
                    return list.texts();
                })
                .orElse(List.of());
    }

    private static List<String> egress(YamlNode node) {
        return in(node.fields("egress"), "egress", list -> {
                    list.list()
                            .forEach(item ->
                                    item.as("a host as host:port or *.domain:port", host -> EgressRule.of(host)));
                    return list.texts();
                })
                .orElse(List.of());
    }

    private static Map<BudgetUnit, BigDecimal> budget(YamlNode node) {
        Map<BudgetUnit, BigDecimal> budget = new EnumMap<>(BudgetUnit.class);
        node.mapping().forEach((name, amount) -> {
            BudgetUnit unit = constant(amount, name, BudgetUnit.class);
            budget.put(unit, amount.as("an amount of at least 0", PolicyReader::amount));
        });
        return budget;
    }

    private static BigDecimal amount(String text) {
        // Without an exponent: 1e999999999 would be a number of that many digits.
        if (!text.matches("[0-9]{1,14}(\\.[0-9]{1,6})?")) {
            throw new IllegalArgumentException(text);
        }
        return new BigDecimal(text);
    }

    static int count(String text) {
        return amount(text).intValueExact();
    }

    private static Quota quota(YamlNode node) {
        Map<String, YamlNode> fields = node.fields("runs", "cpus", "memory", "gpus", "storage");
        return new Quota(
                value(fields, "runs", item -> item.as("a whole number", PolicyReader::count)),
                value(fields, "cpus", item -> item.as("a number", PolicyReader::amount)),
                value(fields, "memory", item -> item.as("a size such as 64GiB", ByteSize::parse)),
                value(fields, "gpus", item -> item.as("a whole number", PolicyReader::count)),
                value(fields, "storage", item -> item.as("a size such as 500GB", ByteSize::parse)));
    }

    static <T> @Nullable T value(
            Map<String, YamlNode> fields, String name, java.util.function.Function<YamlNode, T> reader) {
        return in(fields, name, reader).orElse(null);
    }

    /** What holds where a policy says nothing of data: who may start runs may use the project's data. */
    private static Map<MemberRole, Set<DatasetUse>> everyday() {
        Map<MemberRole, Set<DatasetUse>> uses = new EnumMap<>(MemberRole.class);
        uses.put(MemberRole.VIEWER, EnumSet.of(DatasetUse.READ));
        uses.put(MemberRole.EDITOR, EnumSet.allOf(DatasetUse.class));
        uses.put(MemberRole.ADMIN, EnumSet.allOf(DatasetUse.class));
        return uses;
    }

    private static Datasets datasets(YamlNode node) {
        Map<String, YamlNode> fields = node.fields("default", "rules");
        Map<MemberRole, Set<DatasetUse>> byDefault = everyday();
        in(fields, "default", roles -> roles.fields("viewer", "editor", "admin"))
                .orElse(Map.of())
                .forEach((role, uses) -> byDefault.put(constant(uses, role, MemberRole.class), uses(uses)));
        return new Datasets(
                byDefault,
                in(
                                fields,
                                "rules",
                                list -> list.list().stream()
                                        .map(PolicyReader::datasetRule)
                                        .toList())
                        .orElse(List.of()));
    }

    private static DatasetRule datasetRule(YamlNode node) {
        Map<String, YamlNode> fields = node.fields("dataset", "members", "roles", "allow");
        return new DatasetRule(
                required(node, fields, "dataset").string(),
                in(fields, "members", YamlNode::texts).orElse(List.of()),
                in(fields, "roles", PolicyReader::roles).orElse(EnumSet.noneOf(MemberRole.class)),
                uses(required(node, fields, "allow")));
    }

    private static Set<MemberRole> roles(YamlNode node) {
        EnumSet<MemberRole> roles = EnumSet.noneOf(MemberRole.class);
        node.list().forEach(item -> roles.add(constant(item, item.string(), MemberRole.class)));
        return roles;
    }

    private static Set<DatasetUse> uses(YamlNode node) {
        EnumSet<DatasetUse> uses = EnumSet.noneOf(DatasetUse.class);
        node.list().forEach(item -> uses.add(constant(item, item.string(), DatasetUse.class)));
        return uses;
    }

    static YamlNode required(YamlNode node, Map<String, YamlNode> fields, String name) {
        YamlNode found = fields.get(name);
        if (found == null) {
            throw node.mistake("has no \"" + name + "\".");
        }
        return found;
    }

    static <E extends Enum<E>> E constant(YamlNode node, String word, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(word)
                    || (type == BudgetUnit.class && constant.name().equals(word))) {
                return constant;
            }
        }
        throw node.mistake("knows no \"" + word + "\": use one of "
                + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT) + ".");
    }
}
