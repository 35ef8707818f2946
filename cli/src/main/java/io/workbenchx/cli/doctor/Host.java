package io.workbenchx.cli.doctor;

import static io.workbenchx.cli.doctor.Finding.Verdict.OPTIONAL;
import static io.workbenchx.cli.doctor.Finding.Verdict.REQUIRED;

import io.workbenchx.cli.shell.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the machine itself offers: isolation, limits, space, ports. */
record Host(Machine machine, Path home, boolean running) {

    private static final long SPACE = 5_000_000_000L;
    private static final long MEMORY_KB = 4_000_000;

    List<Finding> examine() {
        return List.of(userNamespaces(), bubblewrap(), cgroups(), account(), disk(), objects(), memory(), ports());
    }

    private Finding userNamespaces() {
        if (!machine.isLinux()) {
            return Finding.missing(
                    "User namespaces",
                    OPTIONAL,
                    System.getProperty("os.name"),
                    "Jobs run as plain processes, not isolated from each other and from you.",
                    "Run the workbench on Linux.");
        }
        return machine.run(unprivileged("unshare", "-U", "true")).ok()
                ? Finding.ok("User namespaces", "allowed")
                : Finding.missing(
                        "User namespaces",
                        OPTIONAL,
                        "refused to ordinary users",
                        "No sandbox: jobs run as plain processes, and their attestation says so.",
                        "Ask the administrator: sysctl user.max_user_namespaces=10000, and on Ubuntu"
                                + " kernel.apparmor_restrict_unprivileged_userns=0.");
    }

    private Finding bubblewrap() {
        var version = machine.version("bwrap", "--version");
        if (version.isEmpty()) {
            return Finding.missing(
                            "bubblewrap",
                            OPTIONAL,
                            "none",
                            "No sandbox: jobs see the files and the network of the account that runs the workbench.",
                            "Install bubblewrap.")
                    .installedBy(new Packages(
                            List.of("bubblewrap"), List.of("bubblewrap"), List.of("bubblewrap"), List.of()));
        }
        var trial = machine.run(unprivileged(
                "bwrap",
                "--unshare-user",
                "--unshare-pid",
                "--unshare-net",
                "--ro-bind",
                "/",
                "/",
                "--proc",
                "/proc",
                "true"));
        return trial.ok()
                ? Finding.ok("bubblewrap", version.get().text() + ", a trial sandbox started")
                : Finding.missing(
                        "bubblewrap",
                        OPTIONAL,
                        version.get().text() + ", but no sandbox starts: " + trial.output(),
                        "Jobs run as plain processes, and their attestation says so.",
                        "Allow user namespaces (above).");
    }

    /** Sandboxes are never started as root, so neither are trials. */
    private String[] unprivileged(String... command) {
        var all = new ArrayList<String>();
        if (machine.isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
        }
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    private Finding cgroups() {
        var versionTwo = Path.of("/sys/fs/cgroup/cgroup.controllers");
        var versionOne = Path.of("/sys/fs/cgroup/memory");
        boolean two = Files.exists(versionTwo);
        if (two && Files.isWritable(versionTwo.resolveSibling("cgroup.procs")) || Files.isWritable(versionOne)) {
            return Finding.ok("cgroups", two ? "version 2, writable" : "version 1, writable");
        }
        return Finding.missing(
                "cgroups",
                OPTIONAL,
                two ? "version 2, read-only for this account" : "none writable",
                "Memory and process limits of a job hold per process (rlimits), not for the job as a whole.",
                "Run the workbench by systemd with Delegate=yes, or as root.");
    }

    private Finding account() {
        if (!machine.isRoot()) {
            return Finding.ok("Account", System.getProperty("user.name"));
        }
        return machine.find("setpriv").isPresent()
                ? Finding.ok("Account", "root; jobs and PostgreSQL get users of their own")
                : Finding.missing(
                                "Account",
                                REQUIRED,
                                "root, without setpriv",
                                "Nothing may run as root, and there is no way to become someone else.",
                                "Use an ordinary account, or install util-linux.")
                        .installedBy(Packages.everywhere("util-linux"));
    }

    private Finding disk() {
        long free = machine.freeBytes(home);
        return free >= SPACE
                ? Finding.ok("Disk", Units.bytes(free) + " free at " + home)
                : Finding.missing(
                        "Disk",
                        REQUIRED,
                        Units.bytes(free) + " free at " + home,
                        "Environments, models and histories take some GB; a full disk stops everything.",
                        "Free " + Units.bytes(SPACE) + ", or choose a home elsewhere (WBX_HOME).");
    }

    /** What the variables of this shell say, which are those that {@code wbx up} would hand on. */
    private Finding objects() {
        if (!machine.variable("WORKBENCHX_STORE_KIND").orElse("files").equalsIgnoreCase("s3")) {
            return Finding.ok("Object store", "files at " + home.resolve("objects"));
        }
        var missing = Stream.of("ENDPOINT", "ACCESS_KEY", "SECRET_KEY")
                .map("WORKBENCHX_STORE_S3_"::concat)
                .filter(name -> machine.variable(name).isEmpty())
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return Finding.missing(
                    "Object store",
                    REQUIRED,
                    "S3, without " + missing,
                    "The workbench does not start.",
                    "Set " + missing + ", or unset WORKBENCHX_STORE_KIND.");
        }
        var endpoint = machine.variable("WORKBENCHX_STORE_S3_ENDPOINT").orElseThrow();
        return machine.answersHttp(endpoint)
                ? Finding.ok("Object store", "S3 at " + endpoint)
                : Finding.missing(
                        "Object store",
                        REQUIRED,
                        "nothing answers at " + endpoint,
                        "The workbench does not start.",
                        "Start the S3 server, or correct WORKBENCHX_STORE_S3_ENDPOINT.");
    }

    private Finding memory() {
        long kilobytes = machine.read(Path.of("/proc/meminfo"))
                .lines()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(MEMORY_KB);
        return kilobytes >= MEMORY_KB
                ? Finding.ok("Memory", Units.bytes(kilobytes * 1024.0))
                : Finding.missing(
                        "Memory",
                        OPTIONAL,
                        Units.bytes(kilobytes * 1024.0),
                        "The workbench takes up to 2 GB by itself; jobs come on top.",
                        "Give the machine 4 GB or more.");
    }

    private Finding ports() {
        if (running) {
            return Finding.ok("Ports", "the workbench is running");
        }
        var taken = IntStream.of(8080, 8081, 5433, 7233, 8233)
                .filter(port -> !machine.portIsFree(port))
                .boxed()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return taken.isEmpty()
                ? Finding.ok("Ports", "8080, 8081, 5433, 7233 and 8233 are free")
                : Finding.missing(
                        "Ports",
                        OPTIONAL,
                        "taken: " + taken,
                        "The workbench takes other ports and says which.",
                        "Stop what listens there, or choose: wbx up --port.");
    }
}
