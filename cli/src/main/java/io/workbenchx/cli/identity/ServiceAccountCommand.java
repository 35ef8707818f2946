package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.CommandGroup;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx service-account}. */
@Command(
        description = "Accounts of programs: add one, list them. Their keys: wbx key … --user NAME.",
        subcommands = {ServiceAccountCommand.Add.class, ServiceAccountCommand.ListAll.class},
        footer = {
            "",
            "Examples:",
            "  wbx service-account add ci",
            "  wbx key create deploy --user ci --never --scope run_write --scope run_read",
            "  wbx user disable ci"
        })
public final class ServiceAccountCommand extends CommandGroup {

    /** {@code wbx service-account add}. */
    @Command(
            name = "add",
            description = {
                "Add a service account and show its first API key, once. Administrators may.",
                "It may do what an engineer may, and cannot sign in with a password or a browser."
            },
            footer = {"", "Examples:", "  wbx service-account add ci", "  wbx service-account add ci --json"})
    static final class Add extends RemoteCommand {

        @Parameters(paramLabel = "NAME", description = "What to call it.")
        private String name = "";

        Add(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var made = api().post(ApiPath.of("service-accounts"), Json.object().put("name", name));
            answer(made, () -> {
                say("service account " + Json.text(made, "user"));
                say("API key " + Json.text(made, "apiKey") + "  (shown only this once)");
            });
            return ExitCode.OK;
        }
    }

    /** {@code wbx service-account list}. */
    @Command(
            name = "list",
            description = "All service accounts. Administrators may.",
            footer = {"", "Examples:", "  wbx service-account list"})
    static final class ListAll extends RemoteCommand {

        ListAll(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var services = api().get(ApiPath.of("service-accounts"));
            answer(services, () -> UserTable.print(services, shell(), "None. Add one: wbx service-account add NAME"));
            return ExitCode.OK;
        }
    }
}
