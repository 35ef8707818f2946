package io.workbenchx.control.identity;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a key may be like: never more than its owner, and never for ever unless an administrator or a service needs it. */
public final class KeyRules {

    private static final int DEFAULT_DAYS = 90;
    private static final int MOST_DAYS = 366;
    private static final int LONGEST_NAME = 100;

    private KeyRules() {}

    /**
     * A limited credential makes no others: they could be good for more, or for longer, than itself.
     *
     * @throws WorkbenchException PERMISSION_DENIED for keys with scopes, keys for one project and run tokens
     */
    public static void requireUnlimited(Caller caller) {
        if (caller.isLimited()) {
            throw new WorkbenchException(
                    FailureCode.PERMISSION_DENIED,
                    "A key that is limited to a project or to scopes cannot handle credentials: sign in, or use a key without limits.");
        }
    }

    /**
     * How long a key is good.
     *
     * @param days null: the default of 90 days
     * @param never asked for explicitly
     * @param byAdmin whether an administrator makes it
     * @return null for a key without an end
     * @throws WorkbenchException SPEC_INVALID, or PERMISSION_DENIED for an endless key that nobody may have
     */
    public static @Nullable Duration validity(@Nullable Integer days, boolean never, Role owner, boolean byAdmin) {
        if (never) {
            if (owner != Role.SERVICE && !byAdmin) {
                throw new WorkbenchException(
                        FailureCode.PERMISSION_DENIED,
                        "Only administrators and service accounts may have keys that never expire: say for how many days.");
            }
            if (days != null) {
                throw invalid("A key either expires after some days or never: give one of the two.");
            }
            return null;
        }
        int chosen = days == null ? DEFAULT_DAYS : days;
        if (chosen < 1 || chosen > MOST_DAYS) {
            throw invalid("A key is good for 1 to " + MOST_DAYS + " days, not " + chosen + ".");
        }
        return Duration.ofDays(chosen);
    }

    /**
     * @throws WorkbenchException SPEC_INVALID for no scopes at all; PERMISSION_DENIED for one that the owner's role rules out
     */
    public static void checkScopes(@Nullable Set<Permission> scopes, Role owner) {
        if (scopes == null) {
            return;
        }
        if (scopes.isEmpty()) {
            throw invalid("A key needs at least one scope: leave them out for everything its owner may.");
        }
        if (scopes.contains(Permission.KEY_WRITE)) {
            throw invalid("A key with scopes cannot make other keys: leave out " + Permission.KEY_WRITE + ".");
        }
        List<Permission> beyond = scopes.stream()
                .filter(scope -> scope.member() == null && !scope.allowedGlobally(owner))
                .sorted()
                .toList();
        if (!beyond.isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.PERMISSION_DENIED,
                    "A key is never good for more than its owner, who may not: " + beyond + ".");
        }
    }

    /**
     * @throws WorkbenchException SPEC_INVALID
     */
    public static void checkName(@Nullable String name) {
        if (name == null
                || name.isBlank()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("Say what the key is for, in up to " + LONGEST_NAME + " characters.");
        }
    }

    private static WorkbenchException invalid(String message) {
        return new WorkbenchException(FailureCode.SPEC_INVALID, message);
    }
}
