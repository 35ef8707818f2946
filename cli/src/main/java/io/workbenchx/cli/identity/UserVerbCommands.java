package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx user show}, {@code disable}, {@code enable} and {@code role}: one user. */
final class UserVerbCommands {

    private UserVerbCommands() {}

    /** What they have in common: one user is named, and shown as he is afterwards. */
    abstract static class OneUser extends RemoteCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "The user's name.")
        private String name = "";

        OneUser(Shell shell) {
            super(shell);
        }

        ApiPath path(String... more) {
            return ApiPath.of("users", name).then(more);
        }

        int show(JsonNode user) {
            answer(
                    user,
                    () -> say("user " + Json.text(user, "name") + "  " + Json.text(user, "role") + "  "
                            + style().state(UserTable.state(user))));
            return ExitCode.OK;
        }
    }

    /** {@code wbx user show}. */
    @Command(
            name = "show",
            description = "One user: role, state, where the user signs in. Administrators may.",
            footer = {"", "Examples:", "  wbx user show ana", "  wbx user show ana --json"})
    static final class Show extends OneUser {

        Show(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(api().get(path()));
        }
    }

    /** {@code wbx user disable}. */
    @Command(
            name = "disable",
            description = {
                "Refuse everything a user asks for from now on, and end every sign-in. Administrators may.",
                "The last administrator cannot be disabled."
            },
            footer = {"", "Examples:", "  wbx user disable ana"})
    static final class Disable extends OneUser {

        Disable(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(api().post(path("disable"), Json.object()));
        }
    }

    /** {@code wbx user enable}. */
    @Command(
            name = "enable",
            description = "Let a disabled user in again. Administrators may.",
            footer = {"", "Examples:", "  wbx user enable ana"})
    static final class Enable extends OneUser {

        Enable(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(api().post(path("enable"), Json.object()));
        }
    }

    /** {@code wbx user role}. */
    @Command(
            name = "role",
            description = {
                "Give a user another role in the workbench as a whole. Administrators may.",
                "Of users of another issuer that says who is what, the next sign-in decides again."
            },
            footer = {"", "Examples:", "  wbx user role ana admin"})
    static final class SetRole extends OneUser {

        /** What a person may do in the workbench as a whole. */
        enum Role {
            VIEWER,
            ENGINEER,
            ADMIN
        }

        @Parameters(index = "1", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}.")
        private Role role = Role.VIEWER;

        SetRole(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(api().put(path("role"), Json.object().put("role", role.name())));
        }
    }
}
