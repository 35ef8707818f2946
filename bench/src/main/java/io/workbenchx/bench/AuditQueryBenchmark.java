package io.workbenchx.bench;

import io.workbenchx.control.evidence.Checkpoints;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who ran what on which data, asked over HTTP of a log of 1,000,000 events: by an administrator of everything and by a member of one project,
 * row-level security included; and the verification of every chain and checkpoint there is.
 */
final class AuditQueryBenchmark implements Benchmark {

    private static final int EVENTS = 1_000_000;
    private static final int ASKED_A_ROUND = 20;
    private static final double GOAL_MILLIS = 100;
    private static final double GOAL_SECONDS = 10;

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "audit-query";
    }

    @Override
    public String description() {
        return "filtered answers from an audit log of 1,000,000 events, over HTTP; verification of all chains and checkpoints";
    }

    /** Who asks, and the path with its filters, by a random number. */
    private record Question(String key, Function<Random, String> path) {}

    @Override
    public List<Figure> run(int rounds) throws Exception {
        try (Installation installation = Installation.start("--workbenchx.worker.checkpoints=1h")) {
            AuditHistory history = new AuditHistory(installation.owner());
            history.write(EVENTS);
            String admin;
            String member;
            try (AccessScope.Opened asking = AccessScope.workbench().open()) {
                Identity identity = installation.get(Identity.class);
                admin = identity.issueKey(
                                identity.createUser("auditor", Role.ADMIN, null).id(), "bench", null)
                        .value();
                member = identity.issueKey(history.people.get(0), "bench", null).value();
                while (installation.get(Checkpoints.class).sign().isPresent()) {
                    // Each signs so many chains at most.
                }
            }
            return measure(installation.url(), questions(admin, member), admin, rounds);
        }
    }

    private List<Figure> measure(String url, Map<String, Question> questions, String admin, int rounds)
            throws IOException, InterruptedException {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        List<Double> seconds = new ArrayList<>();
        Random random = new Random(1);
        ask(url, questions, random, 5, new LinkedHashMap<>());
        for (int round = 0; round < rounds; round++) {
            ask(url, questions, random, ASKED_A_ROUND, millis);
            seconds.add(verify(url, admin));
        }
        List<Double> all = millis.values().stream().flatMap(List::stream).toList();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.absolute("filtered answer, p95 of all", "ms", percentile(all, 0.95), GOAL_MILLIS));
        millis.forEach((name, times) ->
                figures.add(Figure.absolute(name + ", p95", "ms", percentile(times, 0.95), GOAL_MILLIS)));
        figures.add(Figure.absolute("verification of everything, median", "s", percentile(seconds, 0.5), GOAL_SECONDS));
        return figures;
    }

    private static Map<String, Question> questions(String admin, String member) {
        Map<String, Question> questions = new LinkedHashMap<>();
        String own = "/api/v1/projects/" + AuditHistory.project(0) + "/audit?";
        String all = "/api/v1/audit?";
        questions.put("all: newest", new Question(admin, random -> all));
        questions.put("all: person", new Question(admin, random -> all + person(random)));
        questions.put("all: person and data", new Question(admin, random -> all + person(random) + "&" + data(random)));
        questions.put("all: data", new Question(admin, random -> all + data(random)));
        questions.put("all: type and time", new Question(admin, random -> all + "type=run.succeeded&" + time(random)));
        questions.put("all: rare type", new Question(admin, random -> all + "type=budget.set"));
        questions.put(
                "all: code",
                new Question(
                        admin,
                        random -> all + "code="
                                + AuditHistory.code(random.nextInt(AuditHistory.PROJECTS), random.nextInt(20))));
        questions.put(
                "all: project and person",
                new Question(
                        admin,
                        random -> all + "project=" + AuditHistory.project(random.nextInt(AuditHistory.PROJECTS)) + "&"
                                + person(random)));
        questions.put("member: newest", new Question(member, random -> own));
        questions.put("member: person", new Question(member, random -> own + person(random)));
        questions.put("member: data", new Question(member, random -> own + data(random)));
        questions.put(
                "member: runtime and kind",
                new Question(member, random -> own + "runtime=runtime-" + random.nextInt(6) + "&kind=deployment"));
        questions.put("member: type", new Question(member, random -> own + "type=model.logged&" + time(random)));
        questions.put("member: nothing matches", new Question(member, random -> own + "type=no.such"));
        return questions;
    }

    private static String person(Random random) {
        return "person=" + AuditHistory.person(random.nextInt(AuditHistory.PEOPLE));
    }

    private static String data(Random random) {
        return "dataset=data-" + random.nextInt(AuditHistory.DATASETS) + "&datasetVersion="
                + (1 + random.nextInt(AuditHistory.VERSIONS));
    }

    private static String time(Random random) {
        return "to=" + Instant.now().minus(Duration.ofHours(random.nextInt(24 * 29)));
    }

    private void ask(
            String url, Map<String, Question> questions, Random random, int times, Map<String, List<Double>> millis)
            throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            for (Map.Entry<String, Question> named : questions.entrySet()) {
                Question question = named.getValue();
                String path = question.path().apply(random);
                long began = System.nanoTime();
                send(url + path, question.key(), "GET");
                millis.computeIfAbsent(named.getKey(), name -> new ArrayList<>())
                        .add((System.nanoTime() - began) / 1e6);
            }
        }
    }

    private double verify(String url, String admin) throws IOException, InterruptedException {
        long began = System.nanoTime();
        JsonNode report = JsonMapper.shared().readTree(send(url + "/api/v1/audit/verify", admin, "POST"));
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!report.path("ok").asBoolean() || report.path("events").asLong() < EVENTS) {
            throw new IllegalStateException("The history is not whole: " + report);
        }
        return seconds;
    }

    private String send(String uri, String key, String method) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Authorization", "Bearer " + key)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(uri + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
