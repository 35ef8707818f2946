package io.workbenchx.workflows.replica;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The replicas of one run as its workflow knows them: how many are wanted, and the latest report of each that was started. */
final class Replicas {

    private final SortedMap<Integer, ReplicaReport> reports = new TreeMap<>();
    private int wanted;

    Replicas(int wanted) {
        this.wanted = wanted;
    }

    int wanted() {
        return wanted;
    }

    void want(int number) {
        wanted = number;
    }

    /** The latest word counts, except that a replica that has ended stays ended until it is started again. */
    void report(ReplicaReport report) {
        ReplicaReport before = reports.get(report.ordinal());
        if (before == null || !before.phase().ended()) {
            reports.put(report.ordinal(), report);
        }
    }

    /** Reports carried over from an earlier execution; whatever was reported since is newer. */
    void resume(int number, List<ReplicaReport> carried) {
        wanted = number;
        carried.forEach(report -> reports.putIfAbsent(report.ordinal(), report));
    }

    void starting(int ordinal) {
        reports.put(ordinal, ReplicaReport.starting(ordinal));
    }

    boolean allHealthy() {
        for (int ordinal = 0; ordinal < wanted; ordinal++) {
            ReplicaReport report = reports.get(ordinal);
            if (report == null || !report.healthy()) {
                return false;
            }
        }
        return true;
    }

    /** Ordinals wanted that have no living replica. */
    List<Integer> missing() {
        return IntStream.range(0, wanted)
                .filter(ordinal -> !reports.containsKey(ordinal)
                        || reports.get(ordinal).phase().ended())
                .boxed()
                .toList();
    }

    /** Living replicas beyond the number wanted. */
    List<Integer> surplus() {
        return living().stream().filter(ordinal -> ordinal >= wanted).toList();
    }

    List<Integer> living() {
        return reports.values().stream()
                .filter(report -> !report.phase().ended())
                .map(ReplicaReport::ordinal)
                .toList();
    }

    /** A wanted replica that was given up. */
    Optional<ReplicaReport> failure() {
        return reports.values().stream()
                .filter(report -> report.ordinal() < wanted && report.phase() == ReplicaReport.Phase.FAILED)
                .findFirst();
    }

    int restarts() {
        return reports.values().stream().mapToInt(ReplicaReport::restarts).sum();
    }

    long healthy() {
        return reports.values().stream().filter(ReplicaReport::healthy).count();
    }

    List<ReplicaReport> all() {
        return List.copyOf(reports.values());
    }
}
