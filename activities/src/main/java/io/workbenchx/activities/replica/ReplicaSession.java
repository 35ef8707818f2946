package io.workbenchx.activities.replica;

import io.workbenchx.activities.run.RunLedger;
import io.workbenchx.control.replica.ReplicaRecords;
import io.workbenchx.control.run.RunRecorder.Standing;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.secret.SecretMask;
import io.workbenchx.workflows.replica.ReplicaExit;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** One process of a replica while an activity has charge of it: its output, its cost, its end. */
final class ReplicaSession {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaSession.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);
    private static final int CHUNK = 256 << 10;
    private static final int TAIL_BYTES = 4 << 10;
    private static final int TAIL_LINES = 8;

    private final RunContext run;
    private final ReplicaProcess process;
    private final WorkloadHandle workload;
    private final Runner runner;
    private final RunLedger ledger;
    private final ReplicaRecords records;
    private final SecretMask mask;

    ReplicaSession(
            RunContext run,
            ReplicaProcess process,
            WorkloadHandle workload,
            Runner runner,
            RunLedger ledger,
            ReplicaRecords records,
            SecretMask mask) {
        this.run = run;
        this.process = process;
        this.workload = workload;
        this.runner = runner;
        this.ledger = ledger;
        this.records = records;
        this.mask = mask;
    }

    WorkloadHandle workload() {
        return workload;
    }

    WorkloadStatus status() {
        return runner.status(workload);
    }

    /** Charges what it used so far. The meter only grows, so that two attempts of a step never charge twice. */
    Standing charge(WorkloadStatus status) {
        String meter = "workload/" + workload.name() + "/" + workload.attempt();
        return ledger.charge(run, meter, BigDecimal.valueOf(status.usage().cpuSeconds()));
    }

    /** Whole lines written since the last time go to the run's log, masked, each with the replica's name. */
    void pumpLog(boolean ended) {
        long offset = records.logOffset(run, process);
        while (true) {
            LogChunk chunk = runner.readLog(workload, offset, CHUNK);
            boolean full = chunk.content().length == CHUNK;
            int length = ended || full ? chunk.content().length : lines(chunk.content());
            SecretMask.Masked masked = mask.mask(Arrays.copyOf(chunk.content(), length), ended && !full);
            if (masked.consumed() == 0) {
                return;
            }
            long end = chunk.offset() + masked.consumed();
            records.appendLog(run, process, offset, end, labelled(masked.content()));
            offset = end;
        }
    }

    private static int lines(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private byte[] labelled(byte[] content) {
        byte[] label = ("[" + process.name() + "] ").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 1024);
        boolean begin = true;
        for (byte character : content) {
            if (begin) {
                out.writeBytes(label);
            }
            out.write(character);
            begin = character == '\n';
        }
        if (!begin) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** Gives requests under way their time, then ends it; the cost and the last words are on record afterwards. */
    WorkloadStatus stop() {
        WorkloadStatus status = runner.stop(workload, STOP_GRACE);
        settle(status);
        return status;
    }

    /** The end of the process goes on record as far as the database can be reached: it must not keep the process alive. */
    void settle(WorkloadStatus status) {
        try {
            charge(status);
            pumpLog(true);
        } catch (DataAccessException away) {
            LOG.warn("The last usage of {} is not on record: {}", this, away.getMessage());
        }
    }

    /** Where it listens, when it does. */
    Optional<Path> socket() {
        return runner.servicePath(workload);
    }

    /** From now on it may get requests. */
    void healthy(Path socket) {
        records.healthy(run, process, socket, runner.attestation(workload).uid());
    }

    void mark(ReplicaRecords.State state, String reason) {
        records.changed(run, process, state, reason);
    }

    /** Why it is gone, for people. */
    ReplicaExit exit(WorkloadStatus status) {
        WorkloadStatus.Reason reason = status.reason() == null ? WorkloadStatus.Reason.LOST : status.reason();
        String why = switch (reason) {
            case EXITED -> "The server ended with exit code " + status.exitCode() + ".";
            case OUT_OF_MEMORY -> "The server needed more memory than its limit allows: raise limits.memoryBytes.";
            case CPU_LIMIT -> "The server used up the CPU seconds reserved for the run.";
            case WALL_LIMIT -> "The server was ended by its time limit.";
            case DISK_LIMIT -> "The server wrote more to its workspace than its limit allows.";
            case PROCESS_LIMIT -> "The server was refused more processes than its limit allows, and ended.";
            case STOPPED -> "The server was stopped.";
            case LOST -> "The server vanished: it was killed from outside, or its host went down.";
        };
        return exit(why);
    }

    ReplicaExit exit(String why) {
        return new ReplicaExit(why + tail());
    }

    @Override
    public String toString() {
        return process.name() + " of run " + run.runId();
    }

    private String tail() {
        long offset = Math.max(0, records.logOffset(run, process) - TAIL_BYTES);
        byte[] last = runner.readLog(workload, offset, 2 * TAIL_BYTES).content();
        List<String> lines = mask.mask(new String(last, StandardCharsets.UTF_8))
                .strip()
                .lines()
                .toList();
        if (offset > 0 && !lines.isEmpty()) {
            lines = lines.subList(1, lines.size()); // it may begin within a secret, which no mask knows
        }
        return lines.isEmpty()
                ? ""
                : " Its last lines: "
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
}
