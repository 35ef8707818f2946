package io.workbenchx.cli.local;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Where the workbench's own programs are, and how its JVM is started. */
record Installation(Path root) {

    /** Small machines come first: one small heap and the collector with the least overhead; idle memory stays well below 1 GB. */
    private static final List<String> JVM = List.of(
            "-Xms96m",
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:MaxMetaspaceSize=384m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dfile.encoding=UTF-8",
            "-Djava.net.preferIPv4Stack=true");

    /** Told by the {@code wbx} script. */
    static Installation of(Shell shell) {
        var root = shell.variable("WBX_INSTALL");
        if (root == null) {
            throw new CommandException(
                    "The programs of the workbench are not known here: start it by the wbx script of its"
                            + " directory, or name that directory in WBX_INSTALL.");
        }
        return new Installation(Path.of(root).toAbsolutePath().normalize());
    }

    /** The command line of the standalone process. */
    List<String> command(Shell shell, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        if (Runtime.version().feature() >= 24) {
            // Netty and gRPC reach below Java; from here on the JVM would warn about it on every start.
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        var options = shell.variable("WBX_JAVA_OPTS");
        if (options != null) {
            command.addAll(Arrays.asList(options.strip().split("\\s+")));
        }
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(arguments);
        return command;
    }

    private Path jar() {
        var directory = root.resolve("standalone").resolve("target");
        try (var files = Files.isDirectory(directory) ? Files.list(directory) : java.util.stream.Stream.<Path>empty()) {
            return files.filter(file -> file.getFileName().toString().matches("standalone-.*-boot\\.jar"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new CommandException("The workbench is not built: there is no boot jar in "
                            + directory + ". Run mvn -DskipTests package in " + root + "."));
        } catch (IOException e) {
            throw new CommandException("Cannot look into " + directory + ": " + e.getMessage() + ".");
        }
    }
}
