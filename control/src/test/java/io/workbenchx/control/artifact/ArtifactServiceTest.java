package io.workbenchx.control.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArtifactServiceTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final String OWNER = "runs/01900000-0000-7000-8000-000000000001";

    private final ArtifactService artifacts = CONTROL.get(ArtifactService.class);
    private final Project project = CONTROL.project(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER)));

    @Test
    void givesBackWhatWasPut() throws IOException {
        Artifact artifact = put("model/data.txt", "hello");

        assertThat(artifact.bytes()).isEqualTo(5);
        assertThat(artifact.sha256()).isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(read(artifact)).isEqualTo("hello");
        assertThat(artifacts.find(project.id(), OWNER, "model/data.txt")).contains(artifact);
    }

    @Test
    void pointsToTheNewContentWhenAPathIsWrittenAgain() throws IOException {
        put("report.txt", "first");
        put("report.txt", "second");

        assertThat(read(artifacts.find(project.id(), OWNER, "report.txt").orElseThrow()))
                .isEqualTo("second");
        assertThat(artifacts.list(project.id(), OWNER, "")).hasSize(1);
    }

    @Test
    void listsAFolderAndNotItsNeighbours() {
        put("model/a", "1");
        put("model/b/c", "2");
        put("model-2/a", "3");
        put("model%/a", "4");

        assertThat(artifacts.list(project.id(), OWNER, "model"))
                .extracting(Artifact::path)
                .containsExactly("model/a", "model/b/c");
    }

    @Test
    void showsNothingOfAnotherProject() {
        put("secret.txt", "mine");
        Project other = CONTROL.project(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER)));

        assertThat(artifacts.find(other.id(), OWNER, "secret.txt")).isEmpty();
        assertThat(artifacts.list(other.id(), OWNER, "")).isEmpty();
        assertThat(artifacts.delete(other.id(), OWNER, "secret.txt")).isFalse();
    }

    /** SECURITY N25. */
    @Test
    void refusesContentThatWasAlteredInTheStore() throws IOException {
        Artifact artifact = put("altered.txt", "the original of altered.txt in " + project.name());
        Files.writeString(stored(artifact), "something else");

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> artifacts.open(artifact))
                .withMessageContaining("altered.txt")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.INTEGRITY));
    }

    @Test
    void refusesContentThatIsGoneFromTheStore() throws IOException {
        Artifact artifact = put("gone.txt", "the original of gone.txt in " + project.name());
        Files.delete(stored(artifact));

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> artifacts.open(artifact))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.INTEGRITY));
    }

    @Test
    void showsNothingOfAnUploadThatBrokeOff() {
        InputStream breaking = new SequenceInputStream(bytes("half of it"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });

        assertThatThrownBy(() -> artifacts.put(project.id(), null, OWNER, "half.txt", breaking, "text/plain"))
                .isNotNull();
        assertThat(artifacts.find(project.id(), OWNER, "half.txt")).isEmpty();
    }

    @Test
    void refusesNamesThatLeadElsewhere() {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> put("../escape", "x"))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID));
        assertThat(artifacts.list(project.id(), OWNER, "")).isEmpty();
    }

    private Artifact put(String path, String content) {
        return artifacts.put(project.id(), null, OWNER, path, bytes(content), "text/plain");
    }

    private String read(Artifact artifact) throws IOException {
        try (InputStream content = artifacts.open(artifact)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The file of the store that holds the artifact: it bears the digest in its name or path. */
    private static Path stored(Artifact artifact) throws IOException {
        Path root = CONTROL.get(WorkbenchHome.class).root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString()
                            .replace("/", "")
                            .contains(artifact.sha256().substring(8)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
