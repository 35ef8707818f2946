package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.CommandException;

/** One step of the journey. It works truly or it throws: a step never only looks as if it had worked. */
interface DemoStep {

    String title();

    /**
     * Takes the step and says in one line what came of it.
     *
     * @throws CommandException when something is not as it must be
     */
    String take(Journey journey);
}
