package io.workbenchx.cli.doctor;

import io.workbenchx.cli.shell.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was found about one prerequisite.
 *
 * @param cost what goes without it; empty when nothing is missing
 * @param remedy how to get it; empty when nothing is missing
 * @param packages its name for the system's package manager, null when that does not have it
 */
record Finding(
        String name,
        Verdict verdict,
        String found,
        String cost,
        String remedy,
        @Nullable Packages packages) {

    /** How bad it is. */
    enum Verdict {
        OK,
        /** The workbench works, with something less. */
        OPTIONAL,
        /** The workbench does not work without it. */
        REQUIRED
    }

    static Finding ok(String name, String found) {
        return new Finding(name, Verdict.OK, found, "", "", null);
    }

    static Finding missing(String name, Verdict verdict, String found, String cost, String remedy) {
        return new Finding(name, verdict, found, cost, remedy, null);
    }

    Finding installedBy(Packages by) {
        return new Finding(name, verdict, found, cost, remedy, by);
    }

    boolean isOk() {
        return verdict == Verdict.OK;
    }

    ObjectNode json() {
        return Json.object()
                .put("name", name)
                .put("verdict", verdict.name())
                .put("found", found)
                .put("cost", cost)
                .put("remedy", remedy);
    }
}
