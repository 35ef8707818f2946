package io.workbenchx.cli.client;

import java.util.Map;
import java.util.Optional;

/** What to type next, per failure code. */
public final class Remedy {

    private static final Map<String, String> COMMANDS = Map.ofEntries(
            Map.entry("UNAUTHENTICATED", "sign in: wbx login --url URL --key KEY"),
            Map.entry(
                    "PERMISSION_DENIED",
                    "ask an administrator of the project for a higher role; wbx login shows yours"),
            Map.entry("DATASET_UNKNOWN", "see what there is: wbx dataset list; add one: wbx dataset upload FILE"),
            Map.entry("POLICY_REFUSED", "read the rule: wbx policy show; try without starting: wbx policy check"),
            Map.entry("QUOTA_EXCEEDED", "see what is open: wbx runs; read the quotas: wbx policy show"),
            Map.entry("APPROVAL_REQUIRED", "see who is asked: wbx approvals --state pending"),
            Map.entry("APPROVAL_REFUSED", "see what was said: wbx approvals"),
            Map.entry("MODEL_UNKNOWN", "see what there is: wbx models; make one from a run: wbx promote RUN NAME"),
            Map.entry("RUNTIME_UNKNOWN", "see what there is: wbx runtime list; build one: wbx runtime build"),
            Map.entry("RUNTIME_NOT_APPROVED", "an administrator approves it: wbx runtime approve ID"),
            Map.entry(
                    "BUDGET_EXHAUSTED", "give the run more: --budget UNIT=AMOUNT; or the project: wbx project budget"),
            Map.entry("SCRIPT_FAILED", "read what it printed: wbx logs RUN"),
            Map.entry("ENVIRONMENT_BUILD_FAILED", "read what the build printed: wbx logs RUN"),
            Map.entry("UNHEALTHY", "read what the replica printed: wbx logs RUN"),
            Map.entry("TIMED_OUT", "read how far it came: wbx logs RUN; give it longer: --timeout"),
            Map.entry("UNREACHABLE", "start one here: wbx up; or name another: --url, WBX_URL, wbx login"),
            Map.entry("UNAVAILABLE", "try again in a moment; wbx status and wbx doctor tell what is down"),
            Map.entry("RATE_LIMITED", "wait a moment, then try again"),
            Map.entry("INTEGRITY", "stored bytes were altered: do not use them, tell an administrator"),
            Map.entry("INTERNAL", "look into the workbench's log: wbx status tells where it is"));

    private Remedy() {}

    /** The next step for a failure code, if one can be named. */
    public static Optional<String> of(String code) {
        return Optional.ofNullable(COMMANDS.get(code));
    }
}
