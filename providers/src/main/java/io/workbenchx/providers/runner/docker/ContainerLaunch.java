package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.LaunchFiles;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Makes a container with its folder, looks what it is made of, and starts it; all of it or nothing. */
record ContainerLaunch(Path root, Daemon daemon, DockerProperties docker, RunnerProperties properties) {

    void launch(WorkloadSpec spec, ContainerDirectory directory) {
        check(spec);
        String image = Objects.requireNonNull(spec.image());
        new ContainerImage(daemon, docker.pullTimeout()).require(image);
        discard(directory); // what a start that was interrupted left
        boolean started = false;
        try {
            int user = folders(spec, directory);
            ContainerCommand command = new ContainerCommand(
                    spec, directory, user, properties.logCap().toBytes());
            create(image, command);
            String digest = new ContainerImage(daemon, docker.pullTimeout()).digest(directory.container(), image);
            Files.write(directory.attestation(), launched(command, digest).bytes());
            if (digest.equals(ContainerImage.digest(image))) {
                Daemon.call(
                        "start " + directory.container(),
                        () -> daemon.calls()
                                .startContainerCmd(directory.container())
                                .exec());
            } else {
                throw new RuntimeMismatchException("Docker made " + directory.container() + " of " + digest
                        + " instead of the approved " + ContainerImage.digest(image) + "; it was not started.");
            }
            started = true;
        } catch (IOException e) {
            throw new RunnerException("cannot start " + directory.container() + ": " + e.getMessage(), e);
        } finally {
            if (!started) {
                discard(directory);
            }
        }
    }

    /** Docker would make what is missing, as root. */
    private static void check(WorkloadSpec spec) {
        for (WorkloadSpec.Mount mount : spec.mounts()) {
            if (mount.writable() ? !Files.isDirectory(mount.source()) : !Files.exists(mount.source())) {
                throw new RunnerException(
                        "workload " + spec.name() + " cannot be started: " + mount.source() + " does not exist", null);
            }
        }
    }

    /** Returns the user who owns what the workload may write. */
    private int folders(WorkloadSpec spec, ContainerDirectory directory) throws IOException {
        LaunchFiles.passable(directory.path());
        LaunchFiles.passable(directory.gateway());
        LaunchFiles.resource("relay.py", directory.gateway().resolve("relay.py"), "rw-r--r--");
        int own = (Integer) Files.getAttribute(directory.path(), "unix:uid");
        int user = own == 0 ? docker.user() : own;
        for (Path owned : List.of(directory.workspace(), directory.sockets())) {
            Files.createDirectories(owned);
            if (own == 0) {
                Files.setAttribute(owned, "unix:uid", user);
            }
            // Sockets and files get the group of the worker, which is how a front door of another user may reach them.
            Files.setAttribute(owned, "unix:mode", 0_2770);
        }
        for (WorkloadSpec.Mount mount : spec.mounts()) {
            if (mount.writable() && own == 0) {
                HostCommand.require(List.of(
                        "chown",
                        "-hR",
                        Integer.toString(user),
                        "--",
                        mount.source().toString()));
            }
        }
        return user;
    }

    private void create(String image, ContainerCommand command) {
        Daemon.call("create " + command.directory().container(), () -> {
            try (CreateContainerCmd create = daemon.calls().createContainerCmd(image)) {
                command.fill(create, Labels.of(command.spec(), root));
                return create.exec();
            }
        });
    }

    private LaunchedContainer launched(ContainerCommand command, String digest) {
        WorkloadSpec spec = command.spec();
        WorkloadSpec.Limits limits = spec.limits();
        List<String> argv = command.argv();
        Attestation attestation = new Attestation(
                DockerRunner.NAME,
                spec.runId(),
                spec.name(),
                spec.attempt(),
                Instant.now(),
                spec.command(),
                argv.subList(0, argv.size() - spec.command().size()),
                List.copyOf(command.variables().keySet()),
                spec.image(),
                digest,
                "container",
                command.user(),
                spec.workbench() == null ? "none" : "workbench",
                Map.of(
                        "cpu", limits.cpuSeconds() + " s",
                        "cpus", Double.toString(limits.cpus()),
                        "gpus", Integer.toString(limits.gpus()),
                        "memory", limits.memoryBytes() + " B",
                        "wall", limits.wall().toString(),
                        "processes", Integer.toString(limits.processes()),
                        "disk", limits.diskBytes() + " B"),
                ContainerLimits.MECHANISMS);
        return new LaunchedContainer(
                command.user(),
                spec.workbench(),
                new ContainerLimits(limits.cpuSeconds(), limits.wall(), limits.diskBytes(), written(command)),
                attestation);
    }

    private static List<String> written(ContainerCommand command) {
        List<String> written = new ArrayList<>();
        Stream.concat(
                        Stream.of(
                                command.directory().workspace(),
                                command.directory().sockets()),
                        command.spec().mounts().stream()
                                .filter(WorkloadSpec.Mount::writable)
                                .map(WorkloadSpec.Mount::source))
                .forEach(path -> written.add(path.toString()));
        return written;
    }

    /** Removes a container that does not run, and its folder. */
    void discard(ContainerDirectory directory) {
        Daemon.call("remove " + directory.container(), () -> {
            try {
                daemon.calls()
                        .removeContainerCmd(directory.container())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException e) {
                return false;
            }
            return true;
        });
        if (Files.exists(directory.path())) {
            HostCommand.run(
                    List.of("chmod", "-R", "u+rwX", "--", directory.path().toString()));
            HostCommand.require(List.of(
                    "rm", "-rf", "--one-file-system", "--", directory.path().toString()));
        }
    }
}
