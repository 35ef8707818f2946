package io.workbenchx.cli.doctor;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.command.WbxCommand;
import io.workbenchx.cli.local.LocalHome;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wbx doctor}: what is missing on this machine, what that costs, how to get it. */
@Command(
        description = "Look at this machine: what is missing for a workbench, what that costs you, and how to get it.",
        footer = {
            "",
            "Examples:",
            "  wbx doctor",
            "  wbx doctor --install --yes",
            "",
            "Exit status: 0 when nothing that is required is missing, 1 otherwise."
        })
public final class DoctorCommand extends WbxCommand {

    @Option(
            names = "--install",
            description = "Install what is missing with the system's package manager, after asking.")
    private boolean install;

    @Option(names = "--yes", description = "With --install: do not ask.")
    private boolean yes;

    @Option(names = "--home", paramLabel = "DIR", description = "The workbench's directory (default: as for wbx up).")
    private @Nullable Path home;

    DoctorCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var machine = new Machine(shell());
        var findings = examine(machine);
        if (install && installMissing(machine, findings)) {
            findings = examine(machine);
        }
        var last = findings;
        boolean usable = last.stream().noneMatch(finding -> finding.verdict() == Finding.Verdict.REQUIRED);
        var tree = Json.object().put("usable", usable);
        var array = tree.putArray("findings");
        last.forEach(finding -> array.add(finding.json()));
        answer(tree, () -> last.forEach(this::show));
        return usable ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Finding> examine(Machine machine) {
        var place = LocalHome.of(shell(), home);
        var findings = new ArrayList<>(new Tools(machine, place.root()).examine());
        findings.addAll(new Host(machine, place.root(), place.exists() && place.inUse()).examine());
        return findings;
    }

    private void show(Finding finding) {
        var mark = switch (finding.verdict()) {
            case OK -> style().good("✓");
            case OPTIONAL -> style().attention("!");
            case REQUIRED -> style().bad("✗");
        };
        say(String.format("%s %-16s %s", mark, finding.name(), finding.found()));
        if (!finding.isOk()) {
            say("    " + finding.cost());
            say("    → " + finding.remedy());
        }
    }

    /** Whether anything was installed. */
    private boolean installMissing(Machine machine, List<Finding> findings) {
        var manager = PackageManager.ofThisMachine(machine)
                .orElseThrow(
                        () -> new CommandException("No package manager that wbx knows (apt, dnf, apk, brew) is here."));
        var packages = manager.packages(findings);
        if (packages.isEmpty()) {
            progress("There is nothing to install with the package manager.");
            return false;
        }
        var command = manager.command(machine, packages);
        if (!yes && !confirmed(command)) {
            return false;
        }
        try {
            int code = machine.runVisibly(command);
            if (code != 0) {
                throw new CommandException(String.join(" ", command) + " ended with code " + code + ".");
            }
            return true;
        } catch (IOException e) {
            throw new CommandException(String.join(" ", command) + " cannot be run: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }

    private boolean confirmed(List<String> command) {
        if (json()) {
            throw new UsageException(
                    "With --json nobody is asked: add --yes to run " + String.join(" ", command) + ".");
        }
        shell().err().print("Run " + String.join(" ", command) + "? Type yes: ");
        shell().err().flush();
        try {
            var answer = new BufferedReader(new InputStreamReader(shell().in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException e) {
            throw new UsageException("Your answer cannot be read (" + e.getMessage() + "): use --yes.");
        }
    }
}
