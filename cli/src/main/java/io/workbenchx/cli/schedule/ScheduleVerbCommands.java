package io.workbenchx.cli.schedule;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The commands that take nothing but the name of a schedule. */
final class ScheduleVerbCommands {

    private ScheduleVerbCommands() {}

    /** A command about one schedule. */
    abstract static class OfOne extends ProjectScopedCommand {

        @Parameters(paramLabel = "NAME", description = "The schedule.")
        private String name = "";

        OfOne(Shell shell) {
            super(shell);
        }

        String name() {
            return name;
        }

        Schedules schedules() {
            return new Schedules(api(), project());
        }

        int show(JsonNode schedule) {
            answer(schedule, () -> new ScheduleView(shell()).show(schedule));
            return ExitCode.OK;
        }

        int tell(String verb) {
            schedules().tell(name, verb);
            return show(schedules().get(name));
        }
    }

    /** {@code wbx schedule show}. */
    @Command(
            name = "show",
            description = "A schedule: when, what, its last and next run.",
            footer = {"", "Examples:", "  wbx schedule show nightly", "  wbx schedule show nightly --json"})
    static final class Show extends OfOne {

        Show(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(schedules().get(name()));
        }
    }

    /** {@code wbx schedule pause}. */
    @Command(
            name = "pause",
            description = "Stop starting runs, until resumed.",
            footer = {"", "Examples:", "  wbx schedule pause nightly"})
    static final class Pause extends OfOne {

        Pause(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return tell("pause");
        }
    }

    /** {@code wbx schedule resume}. */
    @Command(
            name = "resume",
            description = "Start runs again; times that passed meanwhile are not made up for.",
            footer = {"", "Examples:", "  wbx schedule resume nightly"})
    static final class Resume extends OfOne {

        Resume(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return tell("resume");
        }
    }

    /** {@code wbx schedule trigger}. */
    @Command(
            name = "trigger",
            description = "Start the schedule's run now, whatever the clock says.",
            footer = {"", "Examples:", "  wbx schedule trigger nightly"})
    static final class Trigger extends OfOne {

        Trigger(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return tell("trigger");
        }
    }

    /** {@code wbx schedule delete}. */
    @Command(
            name = "delete",
            description = "Remove a schedule; the runs it started stay.",
            footer = {"", "Examples:", "  wbx schedule delete nightly"})
    static final class Delete extends OfOne {

        Delete(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            schedules().delete(name());
            answer(Json.object().put("deleted", name()), () -> say("schedule " + name() + " deleted"));
            return ExitCode.OK;
        }
    }
}
