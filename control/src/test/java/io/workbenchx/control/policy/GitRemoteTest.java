package io.workbenchx.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From where code may come (N31). */
class GitRemoteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c touch% /tmp/x",
                "--upload-pack=touch /tmp/x",
                "-oProxyCommand=sh",
                "file:///etc",
                "/etc/passwd",
                "../other",
                "ssh://git@git.example.org/team/x",
                "git@git.example.org:team/x.git",
                "http://git.example.org/team/x",
                "https://user:secret@git.example.org/team/x",
                "https://git.example.org/team/../other/x",
                "https://git.example.org/team/-x",
                "https://git.example.org/team/.git",
                "https://git.example.org/team/x?service=y",
                "https://git.example.org/team/x#y",
                "https://git.example.org/team/%2e%2e/x",
                "https://git.example.org",
                "https://git.example.org\n/team/x",
                "HTTPS://git.example.org/x",
                ""
            })
    void isNothingButAPlainHttpsAddress(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> GitRemote.of(address));
    }

    @Test
    void isAllowedByItsAddressOrTheFolderItLiesIn() {
        List<String> allowed = List.of("https://git.example.org/team/", "https://other.example.org/one");

        assertThat(GitRemote.of("https://GIT.example.org/team/x.git").isBelow(allowed))
                .isTrue();
        assertThat(GitRemote.of("https://other.example.org/one.git").isBelow(allowed))
                .isTrue();
        assertThat(GitRemote.of("https://other.example.org/one-more").isBelow(allowed))
                .isFalse();
        assertThat(GitRemote.of("https://git.example.org/teamster/x").isBelow(allowed))
                .isFalse();
        assertThat(GitRemote.of("https://git.example.org.evil.example/team/x").isBelow(allowed))
                .isFalse();
        assertThat(GitRemote.of("https://git.example.org/team/x").isBelow(List.of()))
                .isFalse();
    }
}
