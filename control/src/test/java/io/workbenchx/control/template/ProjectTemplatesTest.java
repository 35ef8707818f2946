package io.workbenchx.control.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTemplatesTest {

    @TempDir
    static Path home;

    private static ControlContext control;
    private static Caller ana;

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
        ana = Caller.onBehalfOf(control.user(Role.ENGINEER));
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void startsAProjectWithTheCodeOfTheTemplate() {
        Project project = templates().create(ana, "from-template", "tabular-classifier", Map.of());

        assertThat(project.template()).isEqualTo("tabular-classifier");
        assertThat(project.codeSha()).matches("[0-9a-f]{40}");
        Path checkout = home.resolve("checkout");
        control.get(CodeService.class).checkout(project.id(), project.codeSha(), checkout);
        assertThat(checkout.resolve("train.py")).isRegularFile().content().contains("import mlflow");
        assertThat(checkout.resolve("template.yaml")).doesNotExist();
    }

    @Test
    void leavesNoProjectBehindWhenTheTemplateIsUnknown() {
        assertThatThrownBy(() -> templates().create(ana, "from-nothing", "nosuch", Map.of()))
                .isInstanceOfSatisfying(
                        WorkbenchException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND));
        assertThat(control.get(ProjectService.class).named("from-nothing")).isEmpty();
    }

    @Test
    void startsAProjectWithoutCodeWhenNoTemplateIsNamed() {
        assertThat(templates().create(ana, "from-scratch", null, Map.of()).codeSha())
                .isNull();
    }

    private static ProjectTemplates templates() {
        return control.get(ProjectTemplates.class);
    }
}
