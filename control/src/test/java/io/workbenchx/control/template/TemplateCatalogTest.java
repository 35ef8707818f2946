package io.workbenchx.control.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateCatalogTest {

    @TempDir
    Path folder;

    @Test
    void holdsTheStartersThatComeWithTheWorkbench() throws IOException {
        Template template = new TemplateCatalog("").require("tabular-classifier");

        assertThat(template.title()).isNotBlank();
        assertThat(template.description()).contains("569");
        assertThat(template.settings())
                .containsKeys("dataset", "runtime", "training", "metric", "model", "endpoint")
                .extractingByKey("metric")
                .isEqualTo(Map.of("name", "test_accuracy", "goal", "max"));
        assertThat(template.files())
                .contains("template.yaml", "code/train.py", "data/wdbc.csv", "data/README.md", "requirements.lock");
        assertThat(template.file("data/wdbc.csv")
                        .getContentAsString(StandardCharsets.UTF_8)
                        .lines())
                .hasSize(570);
    }

    @Test
    void readsAFolderInstead() throws IOException {
        template("churn", "name: churn\ntitle: Churn\n");
        Files.createDirectories(folder.resolve("churn/code/__pycache__"));
        Files.writeString(folder.resolve("churn/code/a b+c.py"), "x = 1\n");
        Files.writeString(folder.resolve("churn/code/__pycache__/x.pyc"), "");
        Files.writeString(folder.resolve("churn/.env"), "SECRET=1");

        TemplateCatalog catalog = new TemplateCatalog(folder.toString());

        assertThat(catalog.all()).extracting(Template::name).containsExactly("churn");
        assertThat(catalog.require("churn").files()).containsExactly("code/a b+c.py", "template.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "..", "../secret", "/etc/passwd", "code", "code/", "code/../template.yaml", "TEMPLATE.YAML"})
    void knowsNothingButItsFiles(String path) throws IOException {
        Files.writeString(folder.resolve("secret"), "x");
        template("churn", "name: churn\n");
        Template template = new TemplateCatalog(folder.toString()).require("churn");

        assertThatThrownBy(() -> template.file(path))
                .isInstanceOfSatisfying(
                        WorkbenchException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND));
    }

    @Test
    void refusesALinkThatLeadsOut() throws IOException {
        template("churn", "name: churn\n");
        Files.writeString(folder.resolve("secret"), "x");
        Files.createSymbolicLink(folder.resolve("churn/linked"), folder.resolve("secret"));

        assertThatThrownBy(() -> new TemplateCatalog(folder.toString())).hasMessageContaining("leads outside");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: other\n",
                "title: nothing\n",
                "- a list\n",
                "name: [churn\n",
                "name: churn\ntitle: One\ntitle: Two\n",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]\n"
            })
    void refusesATemplateThatDoesNotSayItsName(String yaml) throws IOException {
        template("churn", yaml);

        assertThatThrownBy(() -> new TemplateCatalog(folder.toString())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesTheTemplatesThereAreWhenAskedForAnother() {
        assertThatThrownBy(() -> new TemplateCatalog("").require("nosuch"))
                .hasMessageContaining("nosuch")
                .hasMessageContaining("tabular-classifier");
    }

    private void template(String name, String yaml) throws IOException {
        Files.createDirectories(folder.resolve(name).resolve("code"));
        Files.writeString(folder.resolve(name).resolve("template.yaml"), yaml);
    }
}
