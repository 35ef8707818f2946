package io.workbenchx.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Runs one benchmark and prints its figures; exit code 0 only when every goal holds. */
public final class Bench {

    private static final int USAGE = 2;
    private static final int ROUNDS = 5;

    private Bench() {}

    public static void main(String[] arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean json = words.remove("--json");
        int at = words.indexOf("--rounds");
        int rounds = ROUNDS;
        if (at >= 0 && at + 1 < words.size()) {
            rounds = Math.max(3, Integer.parseInt(words.remove(at + 1)));
            words.remove(at);
        }
        List<Benchmark> benchmarks = List.of(
                new GovernedRunBenchmark(),
                new FirstDemoBenchmark(),
                new AuditQueryBenchmark(),
                new LedgerBenchmark(),
                new FrontDoorBenchmark(),
                new SessionStartBenchmark());
        if (words.equals(List.of("--list"))) {
            benchmarks.forEach(benchmark -> System.out.printf("%-16s %s%n", benchmark.name(), benchmark.description()));
            return;
        }
        Benchmark chosen = benchmarks.stream()
                .filter(benchmark -> words.equals(List.of(benchmark.name())))
                .findFirst()
                .orElse(null);
        if (chosen == null) {
            System.err.println("Usage: bench/run --list | NAME [--json] [--rounds N]");
            System.exit(USAGE);
            return;
        }
        System.exit(report(chosen, rounds, json) ? 0 : 1);
    }

    /** Whether every goal holds; a benchmark that cannot run says why and holds none. */
    private static boolean report(Benchmark chosen, int rounds, boolean json) {
        List<Figure> figures;
        try {
            figures = chosen.run(rounds);
        } catch (Exception failure) {
            failure.printStackTrace();
            return false;
        }
        boolean pass = figures.stream().allMatch(Figure::pass);
        if (json) {
            System.out.println(JsonMapper.shared().writeValueAsString(document(chosen, rounds, figures, pass)));
        } else {
            System.out.println(Figure.header());
            figures.forEach(figure -> System.out.println(figure.row()));
        }
        return pass;
    }

    private static Map<String, Object> document(Benchmark benchmark, int rounds, List<Figure> figures, boolean pass) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("benchmark", benchmark.name());
        document.put("rounds", rounds);
        document.put("figures", figures);
        document.put("pass", pass);
        return document;
    }
}
