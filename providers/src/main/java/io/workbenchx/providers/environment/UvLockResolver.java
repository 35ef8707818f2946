package io.workbenchx.providers.environment;

import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Locks requirements with uv. Only wheels are looked at, so that no code of a package runs here. */
final class UvLockResolver implements LockResolver {

    private final Path scratch;
    private final Interpreters interpreters;
    private final UvCommand uv;

    UvLockResolver(WorkbenchHome home, Interpreters interpreters, UvCommand uv) {
        this.scratch = home.confidential("cache/locks");
        this.interpreters = interpreters;
        this.uv = uv;
    }

    @Override
    public String lock(String requirements, Consumer<String> progress) {
        RequirementsFile asked = RequirementsFile.parse(requirements);
        try {
            Path folder = Files.createTempDirectory(scratch, "lock-");
            try {
                Path source = Files.write(folder.resolve("requirements.in"), asked.lines());
                Path lock = folder.resolve("requirements.lock");
                uv.run(
                        folder,
                        progress,
                        "pip",
                        "compile",
                        "--quiet",
                        "--generate-hashes",
                        "--no-build",
                        "--no-header",
                        "--no-annotate",
                        "--no-emit-index-url",
                        "--python",
                        interpreters.choose().executable().toString(),
                        "--output-file",
                        lock.toString(),
                        source.toString());
                String text = Files.readString(lock);
                LockFile.parse(text);
                return text;
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException failure) {
            throw new EnvironmentException("The requirements cannot be locked: " + failure, failure);
        }
    }
}
