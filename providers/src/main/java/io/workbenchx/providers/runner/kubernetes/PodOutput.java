package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.workbenchx.providers.runner.FileLease;
import io.workbenchx.providers.runner.OutputSpool;
import io.workbenchx.providers.runner.RunnerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/** Copies a pod's output to this host, from where it was left; the kubelet dates each line. */
record PodOutput(Path directory, long segmentBytes, long capBytes) {

    private static final int LONGEST_PIECE = 64 << 10;

    /**
     * Fetches what is new, unless another one does so already.
     *
     * @param ended a last line without an end is not waited for any more
     */
    void fetch(PodResource pod, boolean ended) {
        Optional<FileLease> taken = FileLease.tryTake(directory.resolve("lease"));
        if (taken.isEmpty()) {
            return;
        }
        try (FileLease lease = taken.get()) {
            OutputSpool spool = OutputSpool.open(directory, segmentBytes, capBytes);
            Instant since = spool.since();
            // Without waiting for it to be ready: what it has put out so far, or nothing.
            var log = pod.withReadyWaitTimeout(0).usingTimestamps();
            try (InputStream lines = since.equals(Instant.EPOCH)
                    ? log.getLogInputStream()
                    : log.sinceTime(since.truncatedTo(ChronoUnit.SECONDS).toString())
                            .getLogInputStream()) {
                copy(lines, spool, since, ended);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && e.getCode() != 400) { // gone, or its container is not there yet
                throw new RunnerException(
                        "the cluster did not give the output in " + directory + ": " + e.getMessage(), e);
            }
        } catch (IOException e) {
            throw new RunnerException("the output of a pod broke off: " + e.getMessage(), e);
        }
    }

    /** A line too long for the kubelet comes in several pieces, of which only the first need have a date. */
    private static void copy(InputStream lines, OutputSpool spool, Instant since, boolean ended) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        Instant at = since;
        boolean begins = true;
        byte[] buffer = new byte[LONGEST_PIECE];
        for (int read = lines.read(buffer); read >= 0; read = lines.read(buffer)) {
            for (int i = 0; i < read; i++) {
                line.write(buffer[i]);
                boolean ends = buffer[i] == '\n';
                if (ends || line.size() >= LONGEST_PIECE) {
                    at = put(line.toByteArray(), begins, at, spool);
                    line.reset();
                    begins = ends;
                }
            }
        }
        if (ended && line.size() > 0) {
            put(line.toByteArray(), begins, at, spool);
        }
    }

    private static Instant put(byte[] line, boolean begins, Instant before, OutputSpool spool) {
        int space = 0;
        while (begins && space < line.length && space < 40 && line[space] != ' ') {
            space++;
        }
        if (begins && space < line.length && line[space] == ' ') {
            try {
                Instant at = Instant.parse(new String(line, 0, space, StandardCharsets.US_ASCII));
                spool.accept(at, Arrays.copyOfRange(line, space + 1, line.length));
                return at;
            } catch (DateTimeParseException e) {
                // A piece of the line before.
            }
        }
        spool.accept(before, line);
        return before;
    }
}
