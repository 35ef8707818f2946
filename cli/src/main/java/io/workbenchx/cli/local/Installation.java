package io.workbenchx.cli.local;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the workbench's own programs are, and how its JVM is started. */
record Installation(Path root) {

    private static final int FIRST_SOUND_ARCHIVE = 19;
    private static final Pattern JAR = Pattern.compile("standalone-[0-9.]+(-SNAPSHOT)?\\.jar");

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

    /** The command line of the workbench's process. */
    List<String> command(Shell shell, List<String> arguments) {
        var jar = jar();
        return command(shell, classArchive(jar), jar, arguments);
    }

    /** The command line of a short errand, which must not leave an archive of the few classes it uses to the workbench. */
    List<String> errand(Shell shell, List<String> arguments) {
        return command(shell, List.of(), jar(), arguments);
    }

    private static List<String> command(Shell shell, List<String> archive, Path jar, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(archive);
        if (Runtime.version().feature() >= 24) {
            // Netty and gRPC reach below Java; from here on the JVM would warn about it on every start.
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        var options = shell.variable("WBX_JAVA_OPTS");
        if (options != null) {
            command.addAll(Arrays.asList(options.strip().split("\\s+")));
        }
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return command;
    }

    /**
     * The first process after a build writes the classes it used to an archive when it is stopped, and later ones map it: that halves the
     * work of a start. A JVM for which the archive does not fit ignores it. Java 17 is left alone: it was seen to crash while it wrote one.
     */
    private static List<String> classArchive(Path jar) {
        if (Runtime.version().feature() < FIRST_SOUND_ARCHIVE) {
            return List.of();
        }
        var archive = jar.resolveSibling("classes-" + Runtime.version() + ".jsa");
        boolean fresh = archive.toFile().lastModified() > lastBuilt(jar);
        return List.of(
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                (fresh ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive);
    }

    private static long lastBuilt(Path jar) {
        var libraries = jar.resolveSibling("lib").toFile().listFiles();
        return Stream.concat(Stream.of(jar.toFile()), Arrays.stream(libraries == null ? new File[0] : libraries))
                .mapToLong(File::lastModified)
                .max()
                .orElse(0);
    }

    private Path jar() {
        var directory = root.resolve("standalone").resolve("target");
        try (var files = Files.isDirectory(directory) ? Files.list(directory) : Stream.<Path>empty()) {
            return files.filter(
                            file -> JAR.matcher(file.getFileName().toString()).matches())
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new CommandException("The workbench is not built: there is no jar of it in "
                            + directory + ". Run mvn -DskipTests package in " + root + "."));
        } catch (IOException e) {
            throw new CommandException("Cannot look into " + directory + ": " + e.getMessage() + ".");
        }
    }
}
