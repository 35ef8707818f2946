package io.workbenchx.control.evidence;

import io.workbenchx.control.evidence.HashChain.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Follows the chain of one run and compares it with the run's row. */
final class RunChain implements ChainReader.Chain {

    private static final Set<String> TERMINAL =
            Set.of("SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "OUT_OF_BUDGET");

    /** What the run's own row says about its log. */
    record Head(UUID run, UUID project, String state, int lastSeq, byte[] lastHash) {}

    private final Head head;
    private final HashChain chain;
    private @Nullable String finalState;

    RunChain(Head head) {
        this.head = head;
        String place = "\"project\":\"" + head.project() + "\",\"run\":\"" + head.run() + "\",\"seq\":";
        this.chain = new HashChain(
                record -> head.run().toString().equals(record.path("run").asString(""))
                        && head.project()
                                .toString()
                                .equals(record.path("project").asString("")),
                event -> place + event.seq() + ",\"type\":\"" + event.type() + "\"}");
    }

    @Override
    public UUID id() {
        return head.run();
    }

    @Override
    public ChainReport.@Nullable Broken next(ResultSet row) throws SQLException {
        Stored event = ChainReader.stored(row);
        String problem = chain.next(event);
        if (problem != null) {
            return broken(chain.length() + 1, problem);
        }
        noteFinal(event.type());
        return null;
    }

    private void noteFinal(String type) {
        String state =
                type.equals("run.refused") ? "FAILED" : type.replace("run.", "").toUpperCase(Locale.ROOT);
        if (type.startsWith("run.") && TERMINAL.contains(state)) {
            finalState = state;
        }
    }

    @Override
    public ChainReport.@Nullable Broken end() {
        long seq = chain.length();
        if (seq != head.lastSeq()) {
            return broken(seq + 1, "the run's row counts " + head.lastSeq() + " events but the log ends with " + seq);
        }
        if (!chain.head().equals(HexFormat.of().formatHex(head.lastHash()))) {
            return broken(seq, "the hash in the run's row is not the one of the last event");
        }
        boolean terminal = TERMINAL.contains(head.state());
        if (terminal ? !head.state().equals(finalState) : finalState != null) {
            return broken(seq, "the run's row says " + head.state() + " but the log ends in " + finalState);
        }
        return null;
    }

    private ChainReport.Broken broken(long at, String reason) {
        return new ChainReport.Broken(head.run(), at, "Event " + at + " of run " + head.run() + ": " + reason + ".");
    }
}
