package io.workbenchx.cli.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The package manager of this machine. */
enum PackageManager {
    APT("apt-get", List.of("apt-get", "install", "-y", "--no-install-recommends"), Packages::apt),
    DNF("dnf", List.of("dnf", "install", "-y"), Packages::dnf),
    APK("apk", List.of("apk", "add"), Packages::apk),
    BREW("brew", List.of("brew", "install"), Packages::brew);

    private final String program;
    private final List<String> install;
    private final Function<Packages, List<String>> names;

    PackageManager(String program, List<String> install, Function<Packages, List<String>> names) {
        this.program = program;
        this.install = install;
        this.names = names;
    }

    static Optional<PackageManager> ofThisMachine(Machine machine) {
        return Arrays.stream(values())
                .filter(manager -> machine.find(manager.program).isPresent())
                .findFirst();
    }

    /** What this manager would install for the findings. */
    List<String> packages(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> !finding.isOk() && finding.packages() != null)
                .flatMap(finding -> names.apply(finding.packages()).stream())
                .distinct()
                .toList();
    }

    /** The command that installs them, with sudo where that is needed (brew refuses it). */
    List<String> command(Machine machine, List<String> packages) {
        var command = new ArrayList<String>();
        if (this != BREW && !machine.isRoot()) {
            command.add("sudo");
        }
        command.addAll(install);
        command.addAll(packages);
        return command;
    }
}
