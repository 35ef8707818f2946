package io.workbenchx.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Stands in for the process of a workbench: holds the lock of its home and says that it is ready until it is told to end. Everything it
 * is, is in this class, which becomes a jar of an installation.
 */
public final class StandInWorkbench {

    static final String FIRST_LOGIN = "{\"user\":\"admin\",\"password\":\"first-secret\",\"apiKey\":\"wbx_first\"}";

    private StandInWorkbench() {}

    /** An installation whose workbench this is. */
    static Path install(Path root) throws IOException {
        var target = Files.createDirectories(root.resolve("standalone").resolve("target"));
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInWorkbench.class.getName());
        var name = StandInWorkbench.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(target.resolve("standalone-1.0.0.jar")), manifest);
                var code = StandInWorkbench.class.getResourceAsStream("/" + name)) {
            jar.putNextEntry(new ZipEntry(name));
            code.transferTo(jar);
        }
        return root;
    }

    /** Options for Java that tell it where its api is, where to note how it was called, and why to fail. */
    static String options(String api, Path calls, String failure) {
        return "-Dstandin.api=" + api + " -Dstandin.calls=" + calls + " -Dstandin.failure=" + failure;
    }

    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0].substring("--home=".length()));
        Files.writeString(
                Path.of(System.getProperty("standin.calls")),
                String.join(" ", arguments) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (List.of(arguments).contains("--end-leftovers")) {
            System.out.println(System.getProperty("standin.failure"));
            System.exit(System.getProperty("standin.failure").isEmpty() ? 0 : 1);
        }
        var channel = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (var held = channel.lock()) {
            Files.createDirectories(home.resolve("keys"));
            Files.writeString(home.resolve("keys").resolve("first-login.json"), FIRST_LOGIN);
            var infra = home.resolve("infra.json.new");
            Files.writeString(
                    infra,
                    "{\"state\":\"READY\",\"pid\":" + ProcessHandle.current().pid() + ",\"home\":\"" + home
                            + "\",\"api\":{\"url\":\"" + System.getProperty("standin.api") + "\"}}");
            Files.move(infra, home.resolve("infra.json"), StandardCopyOption.ATOMIC_MOVE);
            Thread.currentThread().join();
        }
    }
}
