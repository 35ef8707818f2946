package io.workbenchx.providers.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python on this host.
 *
 * @param name such as {@code cpython-3.11.2}
 * @param platform such as {@code linux-x86_64-glibc2.36}
 * @param executable the interpreter itself, not a link or a shim
 * @param prefix where its standard library lies
 */
record Interpreter(String name, String platform, Path executable, Path prefix, int minor) {

    static final int OLDEST_MINOR = 11;

    /** Asks Python about itself, without its site packages. A C library that is not glibc names itself in the ABI only. */
    private static final String QUESTION = """
            import os, platform, sys, sysconfig
            libc = "".join(platform.libc_ver()) or ("musl" if "musl" in str(sysconfig.get_config_var("SOABI")) else "")
            print(sys.implementation.name + "-" + platform.python_version())
            print("-".join(p for p in (platform.system().lower(), platform.machine(), libc) if p))
            print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
            print(os.path.realpath(sys.base_prefix))
            print(sys.version_info[0] * 100 + sys.version_info[1])
            """;

    /** What a command says about itself; null when it is no Python 3. */
    static @Nullable Interpreter ask(Path command) {
        List<String> answer;
        try {
            answer = new Command(Path.of("/"), List.of(command.toString(), "-I", "-S", "-c", QUESTION))
                    .run(Map.of(), line -> {});
        } catch (EnvironmentException noPython) {
            return null;
        }
        if (answer.size() != 5 || !answer.get(4).matches("3\\d\\d")) {
            return null;
        }
        return new Interpreter(
                answer.get(0),
                answer.get(1),
                Path.of(answer.get(2)),
                Path.of(answer.get(3)),
                Integer.parseInt(answer.get(4)) - 300);
    }

    boolean recent() {
        return minor >= OLDEST_MINOR;
    }

    /** Whether another user of this host can run it. */
    boolean reachable() {
        return reachable(executable) && reachable(prefix);
    }

    /** Whether the sandbox, which shows /usr, has it anyway. */
    boolean ofTheSystem() {
        return prefix.startsWith("/usr");
    }

    private static boolean reachable(Path path) {
        try {
            for (Path part = path; part != null; part = part.getParent()) {
                if (!Files.getPosixFilePermissions(part).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException | UnsupportedOperationException unreadable) {
            return false;
        }
    }
}
