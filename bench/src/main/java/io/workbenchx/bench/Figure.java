package io.workbenchx.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param ours measured on the workbench
 * @param peer measured on the peer in the same run, or null where the goal is absolute
 * @param value what the goal speaks of: the ratio ours / peer, or ours itself
 * @param goal null for a figure that is shown only
 * @param atMost whether the goal is an upper bound
 */
public record Figure(
        String name,
        String unit,
        double ours,
        @Nullable Double peer,
        double value,
        @Nullable Double goal,
        boolean atMost) {

    static Figure ratio(String name, String unit, double ours, double peer, double goal, boolean atMost) {
        return new Figure(name, unit, ours, peer, ours / peer, goal, atMost);
    }

    /** A ratio to know, without a goal. */
    static Figure ratio(String name, String unit, double ours, double peer) {
        return new Figure(name, unit, ours, peer, ours / peer, null, true);
    }

    static Figure absolute(String name, String unit, double ours, double goal) {
        return new Figure(name, unit, ours, null, ours, goal, true);
    }

    /** A number that must be this one. */
    static Figure exactly(String name, String unit, double ours, double peer, double goal) {
        // Off by one in either direction misses an upper bound of 0.
        return new Figure(name, unit, ours, peer, Math.abs(ours - goal), 0.0, true);
    }

    /** Whether the goal holds. */
    public boolean pass() {
        return goal == null || (atMost ? value <= goal : value >= goal);
    }

    static String header() {
        return String.format(Locale.ROOT, "%-44s %12s %12s %8s %9s  %s", "figure", "ours", "peer", "ratio", "goal", "");
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%-44s %12s %12s %8s %9s  %s",
                name,
                number(ours) + " " + unit,
                peer == null ? "" : number(peer) + " " + unit,
                peer == null ? "" : String.format(Locale.ROOT, "%.2f", value),
                goal == null ? "" : (atMost ? "≤ " : "≥ ") + number(goal),
                goal == null ? "" : pass() ? "pass" : "FAIL");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
    }
}
