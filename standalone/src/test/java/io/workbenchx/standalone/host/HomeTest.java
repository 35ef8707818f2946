package io.workbenchx.standalone.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    private Path root;

    @Test
    void isWhereTheEnvironmentSays() {
        assertThat(Home.resolve(Map.of("WBX_HOME", "/srv/wbx")).root()).isEqualTo(Path.of("/srv/wbx"));
        assertThat(Home.resolve(Map.of()).root().getFileName().toString()).endsWith("workbenchx");
    }

    @Test
    void belongsToOneWorkbenchAtATime() throws Exception {
        Home home = TestHome.prepared(root);
        HomeLock first = HomeLock.take(home);
        assertThatThrownBy(() -> HomeLock.take(home))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("Another workbench is running");
        first.close();
        HomeLock.take(home).close();
    }

    @Test
    void keepsSecretsToItself() throws Exception {
        Home home = TestHome.prepared(root);
        String secret = new Secrets(home).get("one");
        assertThat(secret)
                .hasSize(43)
                .isEqualTo(new Secrets(home).get("one"))
                .isNotEqualTo(new Secrets(home).get("two"));
        assertThat(permissions(home.keys())).isEqualTo("rwx------");
        assertThat(permissions(home.keys().resolve("one"))).isEqualTo("rw-------");
        assertThat(permissions(home.postgres())).isEqualTo("rwx--x--x");
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void takesAnotherPortWhenTheUsualOneIsTakenAndSaysSo() throws Exception {
        List<String> notices = new ArrayList<>();
        Ports ports = new Ports(notices::add);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ports.choose("PostgreSQL", taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
            assertThat(notices).singleElement().asString().contains("PostgreSQL listens on");
        }
        assertThat(ports.choose("any", 0)).isPositive();
        assertThat(notices).hasSize(1);
    }
}
