package io.workbenchx.activities.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceWalkTest {

    @TempDir
    private Path host;

    @Test
    void takesWhatSomebodyMadeAndLeavesWhatIsMadeAgain() throws Exception {
        Path workspace = Files.createDirectories(host.resolve("work"));
        write(workspace, "analysis.ipynb");
        write(workspace, "charts/sales 2026.png");
        write(workspace, ".ipynb_checkpoints/analysis-checkpoint.ipynb");
        write(workspace, "src/__pycache__/a.pyc");
        write(workspace, "node_modules/x/index.js");

        WorkspaceWalk walk = WorkspaceWalk.of(workspace);

        assertThat(walk.files()).containsExactly(Path.of("analysis.ipynb"), Path.of("charts/sales 2026.png"));
        assertThat(walk.skipped()).isEmpty();
    }

    @Test
    void followsNoLinkOutOfTheWorkspace() throws Exception {
        Path workspace = Files.createDirectories(host.resolve("work"));
        write(host, "secret/key");
        Files.createSymbolicLink(workspace.resolve("file"), host.resolve("secret/key"));
        Files.createSymbolicLink(workspace.resolve("folder"), host.resolve("secret"));

        WorkspaceWalk walk = WorkspaceWalk.of(workspace);

        assertThat(walk.files()).isEmpty();
        assertThat(walk.skipped()).containsExactly("file", "folder");
    }

    @Test
    void namesWhatIsTooLarge() throws Exception {
        try (RandomAccessFile huge =
                new RandomAccessFile(host.resolve("huge.bin").toFile(), "rw")) {
            huge.setLength(WorkspaceWalk.LARGEST_FILE + 1);
        }

        assertThat(WorkspaceWalk.of(host).skipped()).containsExactly("huge.bin");
    }

    private static void write(Path folder, String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }
}
