package io.workbenchx.providers.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbenchHomeTest {

    @TempDir
    Path folder;

    @Test
    void letsWorkloadsThroughOnlyWhereTheyMustPass() throws IOException {
        WorkbenchHome home = WorkbenchHome.of(folder.resolve("home").toString());

        assertThat(permissions(home.confidential("keys"))).isEqualTo("rwx------");
        assertThat(permissions(home.traversable("runs"))).isEqualTo("rwx--x--x");
        assertThat(permissions(home.root())).endsWith("x");
    }

    @Test
    void refusesFoldersOutside() {
        WorkbenchHome home = new WorkbenchHome(folder);

        assertThatThrownBy(() -> home.confidential("../elsewhere")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
