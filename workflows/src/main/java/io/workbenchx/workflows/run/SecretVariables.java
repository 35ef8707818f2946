package io.workbenchx.workflows.run;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables in which a workload finds secrets: which names are allowed, and that a value is never in their place. */
public final class SecretVariables {

    /** Variables that decide what runs, or with whose rights. */
    private static final Set<String> OURS = Set.of("PATH", "HOME", "TMPDIR", "LANG", "IFS", "ENV", "BASH_ENV");

    private static final List<String> OUR_FAMILIES = List.of("WBX_", "MLFLOW_", "PYTHON", "LD_", "JUPYTER");

    private SecretVariables() {}

    /**
     * @param spec whose they are, as told when they are refused
     * @param secrets name of a secret of the project by name of the variable; none when absent
     * @throws WorkbenchException SPEC_INVALID
     */
    public static Map<String, String> of(String spec, @Nullable Map<String, String> secrets) {
        Map<String, String> checked = Map.copyOf(Objects.requireNonNullElse(secrets, Map.of()));
        checked.forEach((variable, name) -> {
            if (!variable.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")
                    || OURS.contains(variable)
                    || OUR_FAMILIES.stream().anyMatch(variable::startsWith)) {
                throw refused(
                        spec,
                        "a secret is given in an environment variable that the workbench and the interpreter do not use themselves, such as"
                                + " API_TOKEN; \"" + variable + "\" is none.");
            }
            if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
                throw refused(
                        spec,
                        "the secret for " + variable
                                + " is the name of one, never a value: set it with wbx secret set.");
            }
        });
        return checked;
    }

    private static WorkbenchException refused(String spec, String problem) {
        return new WorkbenchException(FailureCode.SPEC_INVALID, spec + ": " + problem);
    }
}
