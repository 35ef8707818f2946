package io.workbenchx.control.tracking;

import java.util.List;
import java.util.UUID;

/** Invents the name of a run whose author gave none: memorable, and always the same for the same run. */
final class RunNames {

    private static final List<String> ADJECTIVES = List.of(
            "amber", "bold", "brisk", "calm", "clever", "crisp", "eager", "fair", "gentle", "keen", "lively", "lucid",
            "mellow", "nimble", "placid", "quick", "serene", "sharp", "steady", "swift", "tidy", "vivid", "warm",
            "witty");

    private static final List<String> NOUNS = List.of(
            "badger", "crane", "dolphin", "falcon", "finch", "fox", "gull", "hare", "heron", "ibex", "jay", "kestrel",
            "lark", "lynx", "marten", "newt", "otter", "owl", "plover", "raven", "seal", "stoat", "swan", "wren");

    private RunNames() {}

    static String of(UUID runId) {
        // The low half of a UUIDv7 is random.
        long seed = runId.getLeastSignificantBits() & Long.MAX_VALUE;
        String adjective = ADJECTIVES.get((int) (seed % ADJECTIVES.size()));
        String noun = NOUNS.get((int) (seed / ADJECTIVES.size() % NOUNS.size()));
        return adjective + "-" + noun + "-" + seed / (ADJECTIVES.size() * NOUNS.size()) % 1000;
    }
}
