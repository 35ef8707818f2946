package io.workbenchx.cli.demo;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Units;
import tools.jackson.databind.JsonNode;

/** Money and processor time spent. */
record Cost(double usd, double cpuSeconds) {

    static final Cost NOTHING = new Cost(0, 0);

    /** What a project has spent so far. */
    static Cost of(JsonNode project) {
        return new Cost(
                Json.number(project, "budget", "USD", "spent"), Json.number(project, "budget", "CPU_SECONDS", "spent"));
    }

    Cost minus(Cost other) {
        return new Cost(usd - other.usd, cpuSeconds - other.cpuSeconds);
    }

    @Override
    public String toString() {
        return Units.usd(usd) + ", " + Units.decimal(cpuSeconds, 1) + " CPU s";
    }
}
