package io.workbenchx.cli.doctor;

import static io.workbenchx.cli.doctor.Finding.Verdict.OPTIONAL;
import static io.workbenchx.cli.doctor.Finding.Verdict.REQUIRED;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that the workbench uses: languages, build tools, Temporal. */
record Tools(Machine machine, Path home) {

    private static final Packages PYTHON = new Packages(
            List.of("python3", "python3-venv"), List.of("python3"), List.of("python3"), List.of("python@3.12"));

    List<Finding> examine() {
        return List.of(java(), maven(), python(), node(), temporal(), go(), uv());
    }

    private Finding java() {
        var version = Runtime.version();
        var compiler = machine.isProgram(Path.of(System.getProperty("java.home"), "bin", "javac"));
        return compiler
                ? Finding.ok("JDK", version.toString())
                : Finding.missing(
                                "JDK",
                                OPTIONAL,
                                "Java " + version + " without a compiler",
                                "The workbench runs, but cannot be built from source.",
                                "Install a JDK of version 17 or later.")
                        .installedBy(new Packages(
                                List.of("openjdk-17-jdk-headless"),
                                List.of("java-17-openjdk-devel"),
                                List.of("openjdk17"),
                                List.of("openjdk@17")));
    }

    private Finding maven() {
        var version = machine.version("mvn", "-v");
        if (version.isPresent() && version.get().atLeast(3, 8)) {
            return Finding.ok("Maven", version.get().text());
        }
        return Finding.missing(
                        "Maven",
                        OPTIONAL,
                        version.map(Machine.Version::text).orElse("none"),
                        "The workbench cannot be built from source.",
                        "Install Maven 3.8 or later.")
                .installedBy(Packages.everywhere("maven"));
    }

    private Finding python() {
        var version = machine.version("python3", "--version");
        if (version.isEmpty() || !version.get().atLeast(3, 11)) {
            return Finding.missing(
                            "Python",
                            REQUIRED,
                            version.map(Machine.Version::text).orElse("none"),
                            "No training run and no endpoint: both are Python environments.",
                            "Install Python 3.11 or later, with venv.")
                    .installedBy(PYTHON);
        }
        if (!machine.run("python3", "-c", "import venv, ensurepip").ok()) {
            return Finding.missing(
                            "Python",
                            REQUIRED,
                            version.get().text() + " without venv",
                            "No environment can be built for training runs and endpoints.",
                            "Install the venv module of your Python.")
                    .installedBy(PYTHON);
        }
        return Finding.ok("Python", version.get().text() + " with venv");
    }

    private Finding node() {
        var version = machine.version("node", "--version");
        if (version.isPresent() && version.get().atLeast(20, 0)) {
            return Finding.ok("Node", version.get().text());
        }
        return Finding.missing(
                        "Node",
                        OPTIONAL,
                        version.map(Machine.Version::text).orElse("none"),
                        "The web console cannot be built from source.",
                        "Install Node 20 or later from your package manager or nodejs.org.")
                .installedBy(Packages.everywhere("nodejs"));
    }

    private Finding temporal() {
        var address = machine.variable("TEMPORAL_ADDRESS");
        if (address.isPresent()) {
            return Finding.ok("Temporal", "server at " + address.get() + " (TEMPORAL_ADDRESS)");
        }
        var places = new ArrayList<Path>();
        machine.find("temporal").ifPresent(places::add);
        places.add(home.resolve("bin").resolve("temporal"));
        Stream.of(
                        machine.variable("GOBIN").map(Path::of),
                        machine.variable("GOPATH").map(go -> Path.of(go, "bin")))
                .flatMap(Optional::stream)
                .forEach(directory -> places.add(directory.resolve("temporal")));
        places.add(machine.userHome().resolve("go/bin/temporal"));
        return places.stream()
                .filter(machine::isProgram)
                .findFirst()
                .map(path -> Finding.ok("Temporal", path.toString()))
                .orElseGet(this::noTemporal);
    }

    private Finding noTemporal() {
        boolean buildable = machine.find("go").isPresent();
        return Finding.missing(
                        "Temporal",
                        OPTIONAL,
                        "none",
                        buildable
                                ? "The first wbx up builds it with Go, which takes some minutes."
                                : "Workflows live inside the workbench's process: not durable, no Temporal UI.",
                        "Install the temporal command (https://docs.temporal.io/cli), or Go, with which wbx up builds it.")
                .installedBy(new Packages(List.of(), List.of(), List.of(), List.of("temporal")));
    }

    private Finding go() {
        return machine.version("go", "version")
                .map(version -> Finding.ok("Go", version.text()))
                .orElseGet(() -> Finding.missing(
                        "Go",
                        OPTIONAL,
                        "none",
                        "Where there is no temporal command, wbx up cannot build one.",
                        "Only needed without a temporal command: https://go.dev/dl"));
    }

    private Finding uv() {
        var own = home.resolve("tools").resolve("bin").resolve("uv");
        return machine.find("uv")
                .or(() -> Optional.of(own).filter(machine::isProgram))
                .map(path -> Finding.ok("uv", path.toString()))
                .orElseGet(() -> Finding.ok("uv", "comes into the workbench's home on first use"));
    }
}
