package io.workbenchx.providers.environment;

import io.workbenchx.providers.home.WorkbenchHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs uv as the workbench wants it: with the cache that all builds of this host share, and no downloads of interpreters. */
final class UvCommand {

    private final Path cache;
    private final Uv uv;

    UvCommand(WorkbenchHome home, Uv uv) {
        this.cache = home.confidential("cache/uv");
        this.uv = uv;
    }

    void run(Path folder, Consumer<String> progress, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                uv.findOrInstall(progress).toString(),
                "--no-python-downloads",
                "--no-progress",
                "--color",
                "never",
                "--cache-dir",
                cache.toString()));
        words.addAll(List.of(arguments));
        new Command(folder, words).run(Map.of(), progress);
    }
}
