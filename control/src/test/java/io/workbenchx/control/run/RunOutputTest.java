package io.workbenchx.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.providers.runner.LogMark;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Output as lines that know their stream and time: while it is written, and the same after it was archived. */
class RunOutputTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    private final RunLogs logs = CONTROL.get(RunLogs.class);
    private final RunOutput output = CONTROL.get(RunOutput.class);
    private final Run run = run();
    private long end;

    private static Run run() {
        Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
        Project project = CONTROL.project(caller);
        StartRun start = StartRun.of(
                RunKind.PROBE,
                JsonMapper.builder().build().readTree("{}"),
                UUID.randomUUID().toString());
        return CONTROL.get(RunService.class).start(caller, project, start);
    }

    @Test
    void tellsStreamAndTimeOfEachLine() {
        writes("one\ntwo\n", mark(0, 1000), error(4, 2000));
        writes("three", mark(8, 3000));
        writes(" and a half\nopen", mark(13, 4000));

        assertThat(lines(0, false))
                .extracting(LogRecord::seq, LogRecord::stream, line -> line.at().toEpochMilli(), LogRecord::text)
                .containsExactly(
                        tuple(0L, "stdout", 1000L, "one"),
                        tuple(4L, "stderr", 2000L, "two"),
                        tuple(8L, "stdout", 3000L, "three and a half"));
        assertThat(lines(0, true)).extracting(LogRecord::text).endsWith("open");
        assertThat(lines(8, true)).extracting(LogRecord::text).containsExactly("three and a half", "open");
    }

    @Test
    void endsALineWhereTheOtherStreamBegins() {
        writes("progress 1%error\n 2%\n", mark(0, 0), error(11, 0), mark(17, 0));

        assertThat(lines(0, true)).extracting(LogRecord::text).containsExactly("progress 1%", "error", " 2%");
    }

    @Test
    void givesPartsOfALineThatNobodyReads() {
        writes("x".repeat(150_000) + "\nend\n");

        assertThat(lines(0, true))
                .extracting(line -> line.text().length())
                .containsExactly(65536, 65536, 150_000 - 2 * 65536, 3);
    }

    /** A bar of dots, one written each second: at some point it has to be shown. */
    @Test
    void doesNotWaitForEverForTheEndOfALine() {
        for (int dot = 0; dot < 70; dot++) {
            writes(".");
        }

        assertThat(lines(0, false)).isNotEmpty();
    }

    @Test
    void archivesTheTextAndTheLinesOfIt() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int piece = 0; piece < 30; piece++) {
            String lines =
                    ("a line of some length, so that there is more than one part of them, in piece " + piece + "\n")
                                    .repeat(1000)
                            + "half ";
            writes(lines, mark(end, piece), error(end + lines.length() - 5, piece));
            text.append(lines);
        }
        List<LogRecord> before = lines(0, true);

        RunOutput.Archived archived = output.archive(run.projectId(), run.id());

        assertThat(archived.bytes()).isEqualTo(text.length());
        assertThat(logs.end(run.id())).isZero();
        assertThat(lines(0, true)).isEqualTo(before);
        assertThat(lines(before.get(20_000).seq(), true)).isEqualTo(before.subList(20_000, before.size()));
        try (var content = output.open(run.projectId(), run.id(), 5)) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(text.substring(5));
        }
        ArtifactService artifacts = CONTROL.get(ArtifactService.class);
        Artifact records = artifacts
                .find(run.projectId(), "runs/" + run.id(), RunOutput.RECORDS)
                .orElseThrow();
        assertThat(records.bytes()).isLessThan(archived.bytes() / 4);
        try (var content = new GZIPInputStream(artifacts.open(records))) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSize(before.size());
        }
        assertThat(output.archive(run.projectId(), run.id())).isEqualTo(archived);
    }

    @Test
    void archivesSilence() {
        output.archive(run.projectId(), run.id());

        assertThat(lines(0, true)).isEmpty();
    }

    @Test
    void findsLinesAPartAtATime() {
        writes("alpha 1\nbeta 2\nAlpha 3\nalpha 4\n", mark(0, 0), error(23, 0));
        LogSearch search = CONTROL.get(LogSearch.class);

        LogSearch.Found first = search.search(run, 0, new LogSearch.Query("alpha", false, true, null, 2));
        assertThat(first.items()).extracting(LogRecord::text).containsExactly("alpha 1", "Alpha 3");
        assertThat(first.next()).isNotNull();
        LogSearch.Found rest = search.search(run, first.next(), new LogSearch.Query("alpha", false, true, null, 2));
        assertThat(rest.items()).extracting(LogRecord::text).containsExactly("alpha 4");
        assertThat(rest.next()).isNull();
        assertThat(search.search(run, 0, new LogSearch.Query("[a-z]+ [24]", true, false, "stdout", 9))
                        .items())
                .extracting(LogRecord::text)
                .containsExactly("beta 2");
        assertThat(search.search(run, 0, new LogSearch.Query("[a-z]+", false, false, null, 9))
                        .items())
                .isEmpty();
    }

    /** N28: the time of a search grows with what is read, whatever the expression. */
    @Test
    void isNotStoppedByAnExpression() {
        writes("a".repeat(60_000) + "!\n");
        LogSearch search = CONTROL.get(LogSearch.class);

        assertThat(search.search(run, 0, new LogSearch.Query("(a+)+$", true, false, null, 9))
                        .items())
                .isEmpty();
        for (String wrong : List.of("", "(", "a".repeat(501))) {
            assertThatThrownBy(() -> search.search(run, 0, new LogSearch.Query(wrong, true, false, null, 9)))
                    .isInstanceOf(WorkbenchException.class);
        }
    }

    private void writes(String text, LogMark... marks) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        long after = end + content.length;
        logs.append(run.id(), "main", 1, new RunLogs.Watched(end, content, after, List.of(marks)));
        end = after;
    }

    private static LogMark mark(long offset, long millis) {
        return new LogMark(offset, LogMark.Stream.STDOUT, Instant.ofEpochMilli(millis));
    }

    private static LogMark error(long offset, long millis) {
        return new LogMark(offset, LogMark.Stream.STDERR, Instant.ofEpochMilli(millis));
    }

    private List<LogRecord> lines(long offset, boolean ended) {
        List<LogRecord> all = new ArrayList<>();
        output.visit(run.projectId(), run.id(), offset, ended, lines -> all.addAll(lines.records()));
        return all;
    }
}
