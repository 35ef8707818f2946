package io.workbenchx.api.protocol.mlflow;

import static io.workbenchx.api.protocol.mlflow.MlflowProject.ok;
import static io.workbenchx.api.protocol.mlflow.MlflowProject.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files: where they may go, how they come back (N20, N22, N25). */
class MlflowArtifactTest {

    private final MlflowProject mlflow = MlflowProject.create();
    private final String run = mlflow.run();
    private final String root = "0/" + run + "/artifacts/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../x",
                "a/../../x",
                "/etc/x",
                "a%252f..",
                "a%252f..%252fx",
                "%2e%2e/x",
                "a%2f..%2fx",
                "..%5c%5cx",
                "a%5cx",
                "x%23/../..",
                "a%00b",
                "CON",
                "con.txt",
                "dir/NUL",
                "%E2%80%AEgpj.exe",
                "a//b",
                "./a",
                "a%0ab",
                ""
            })
    void refusesNamesThatMeanSomethingElse(String name) {
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.put(root + name, "x"));
        assertThat(mlflow.artifact(root + name).status()).isIn(400, 404);
        assertThat(mlflow.list("0/" + run + "/artifacts").body()).isEqualTo("{}");
    }

    @Test
    void refusesANameOfThreeHundredCharacters() {
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.put(root + "x".repeat(300), "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../x",
                "0/../etc",
                "etc/passwd",
                "/etc/passwd",
                "0/runs/x",
                "0",
                "0/x/y/z",
                "file:///etc",
                "a\\b",
                "0/a\u0000b/artifacts",
                "%2e%2e/%2e%2e/etc"
            })
    void refusesRootsThatAreNone(String path) {
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.list(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "/etc", "a//b", "a/./b", "a\\b", "a\u0000b", "%2e%2e/x", "x#y"})
    void refusesFoldersThatMeanSomethingElse(String folder) {
        ok(mlflow.put(root + "x.txt", "x"));

        refused(400, "INVALID_PARAMETER_VALUE", mlflow.list(root + folder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../artifacts/x.txt", "a/%2e%2e/x.txt", "x.txt%2f..", "%5cx.txt", "x.txt%00", "%252e%252e/x.txt"
            })
    void deletesNothingByAnotherNameOfIt(String name) {
        ok(mlflow.put(root + "x.txt", "x"));

        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                mlflow.raw("DELETE", "/api/2.0/mlflow-artifacts/artifacts/" + root + name, null));
        assertThat(ok(mlflow.artifact(root + "x.txt")).body()).isEqualTo("x");
    }

    @Test
    void keepsNamesAsTheyAre() {
        for (String name :
                new String[] {"a b.txt", "ä+%.bin", "日本.csv", "deep/er/x", "~a'(1)!@$&=,;.txt".replace(";", "")}) {
            String encoded = java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                    .replace("+", "%20")
                    .replace("%2F", "/");
            ok(mlflow.put(root + encoded, name));
            assertThat(ok(mlflow.artifact(root + encoded)).body()).isEqualTo(name);
        }
    }

    @Test
    void keepsTheBytesOfAFormAsTheyAre() {
        String form = "a=1&b=%20+&a=ü\r\n&&=";

        ok(mlflow.raw(
                "PUT",
                "/api/2.0/mlflow-artifacts/artifacts/" + root + "form.txt",
                form,
                "Content-Type",
                "application/x-www-form-urlencoded"));

        assertThat(ok(mlflow.artifact(root + "form.txt")).body()).isEqualTo(form);
    }

    @Test
    void servesEverythingAsADownload() {
        ok(mlflow.put(root + "page.html", "<script>alert(1)</script>"));

        var headers = ok(mlflow.artifact(root + "page.html")).response().headers();

        assertThat(headers.firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(headers.firstValue("Content-Security-Policy").orElse("")).contains("sandbox");
        assertThat(headers.firstValue("ETag").orElse("")).matches("\"[0-9a-f]{64}\"");
    }

    @Test
    void listsAFolderByTheNamesInIt() {
        ok(mlflow.put(root + "b.txt", "four"));
        ok(mlflow.put(root + "a/x.txt", ""));
        ok(mlflow.put(root + "a/y/z.txt", "z"));

        var files = ok(mlflow.list("0/" + run + "/artifacts")).json().path("files");
        assertThat(files.findValuesAsString("path")).containsExactly("a", "b.txt");
        assertThat(files.get(0).path("is_dir").asBoolean()).isTrue();
        assertThat(files.get(1).path("file_size").asLong()).isEqualTo(4);
        assertThat(ok(mlflow.list("0/" + run + "/artifacts/a"))
                        .json()
                        .path("files")
                        .findValuesAsString("path"))
                .containsExactly("x.txt", "y");
        assertThat(mlflow.list("0/" + run + "/artifacts/b.txt").body()).isEqualTo("{}");
        refused(404, "RESOURCE_DOES_NOT_EXIST", mlflow.artifact(root + "a"));
    }

    @Test
    void deletesAFolder() {
        ok(mlflow.put(root + "a/x.txt", "x"));
        ok(mlflow.put(root + "ab.txt", "x"));

        ok(mlflow.raw("DELETE", "/api/2.0/mlflow-artifacts/artifacts/" + root + "a", null));

        assertThat(ok(mlflow.list("0/" + run + "/artifacts")).json().findValuesAsString("path"))
                .containsExactly("ab.txt");
    }

    @Test
    void failsToReadWhatWasAltered() throws IOException {
        ok(mlflow.put(root + "model.bin", "the true bytes " + run));
        String sha256 = RunningApi.get()
                .bean(ArtifactService.class)
                .find(mlflow.project().id(), "runs/" + run, "model.bin")
                .orElseThrow()
                .sha256();
        Path stored;
        try (Stream<Path> files =
                Files.walk(RunningApi.get().bean(WorkbenchHome.class).root().resolve("objects"))) {
            stored = files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().replace("/", "").endsWith(sha256))
                    .findFirst()
                    .orElseThrow();
        }
        stored.toFile().setWritable(true);
        Files.writeString(stored, "the false bytes " + run);

        refused(500, "DATA_LOSS", mlflow.artifact(root + "model.bin"));
    }

    @Test
    void keepsFilesOfAnotherProjectOutOfReach() {
        ok(mlflow.put(root + "secret.txt", "x"));
        MlflowProject other = MlflowProject.create();

        refused(404, "RESOURCE_DOES_NOT_EXIST", other.artifact(root + "secret.txt"));
        refused(404, "RESOURCE_DOES_NOT_EXIST", other.list("0/" + run + "/artifacts"));
        refused(404, "RESOURCE_DOES_NOT_EXIST", other.put(root + "secret.txt", "y"));
        refused(404, "RESOURCE_DOES_NOT_EXIST", mlflow.artifact("0/" + UUID.randomUUID() + "/artifacts/secret.txt"));
        assertThat(ok(mlflow.artifact(root + "secret.txt")).body()).isEqualTo("x");
    }
}
