package io.workbenchx.control.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SECURITY N3, N7: who may do what, written down once more and independently of the table in the code. */
class ProjectAccessTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    private static final Set<Permission> READS = EnumSet.of(
            Permission.SIGNED_IN,
            Permission.KEY_WRITE,
            Permission.PROJECT_READ,
            Permission.DATASET_READ,
            Permission.RUN_READ,
            Permission.MODEL_READ,
            Permission.ENDPOINT_READ,
            Permission.ENDPOINT_INVOKE,
            Permission.SITE_READ,
            Permission.SITE_ENTER,
            Permission.SCHEDULE_READ,
            Permission.EVIDENCE_READ,
            Permission.POLICY_READ,
            Permission.APPROVAL_READ);
    private static final Set<Permission> WRITES = EnumSet.of(
            Permission.CODE_WRITE,
            Permission.DATASET_WRITE,
            Permission.RUN_WRITE,
            Permission.MODEL_WRITE,
            Permission.ENDPOINT_WRITE,
            Permission.SITE_WRITE,
            Permission.SCHEDULE_WRITE,
            Permission.SECRET_READ,
            Permission.SECRET_WRITE,
            Permission.APPROVAL_DECIDE);
    private static final Set<Permission> OF_ADMINS_OF_THE_WORKBENCH = EnumSet.of(
            Permission.RUNTIME_APPROVE,
            Permission.USER_WRITE,
            Permission.KEY_ROTATE,
            Permission.AUDIT_READ,
            Permission.STORAGE_COLLECT,
            Permission.AUDIT_VERIFY,
            Permission.COST_READ);
    private static final Set<Permission> OF_A_RUN = EnumSet.of(
            Permission.SIGNED_IN,
            Permission.RUN_READ,
            Permission.RUN_WRITE,
            Permission.MODEL_READ,
            Permission.MODEL_WRITE);

    private final ProjectService projects = CONTROL.get(ProjectService.class);
    private final Caller owner = engineer();
    private final Project project = CONTROL.project(owner);

    @ParameterizedTest
    @EnumSource
    void letsViewersReadAndNothingElse(Permission permission) {
        Caller viewer = member(MemberRole.VIEWER, Role.VIEWER);
        assertThatAllowed(viewer, permission, READS.contains(permission));
    }

    @ParameterizedTest
    @EnumSource
    void letsEditorsWorkButNotManage(Permission permission) {
        Caller editor = member(MemberRole.EDITOR, Role.VIEWER);
        assertThatAllowed(editor, permission, READS.contains(permission) || WRITES.contains(permission));
    }

    @ParameterizedTest
    @EnumSource
    void letsAdminsOfTheProjectManageItButNotTheWorkbench(Permission permission) {
        assertThatAllowed(owner, permission, !OF_ADMINS_OF_THE_WORKBENCH.contains(permission));
    }

    @ParameterizedTest
    @EnumSource
    void letsAdminsOfTheWorkbenchDoEverythingInProjectsTheyAreNoMembersOf(Permission permission) {
        Caller admin = Caller.onBehalfOf(CONTROL.user(Role.ADMIN));
        assertThatAllowed(admin, permission, true);
    }

    @ParameterizedTest
    @EnumSource
    void hidesTheProjectFromStrangers(Permission permission) {
        boolean concernsNoProject = permission == Permission.SIGNED_IN
                || permission == Permission.KEY_WRITE
                || permission == Permission.PROJECT_CREATE;
        if (!concernsNoProject) {
            assertThatRefused(engineer(), project.name(), permission, FailureCode.NOT_FOUND);
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsARunDoOnlyWhatScriptsNeedInItsOwnProject(Permission permission) {
        Caller run = new Caller(owner.userId(), owner.name(), Role.ADMIN, null, project.id(), UUID.randomUUID());

        assertThatAllowed(run, permission, OF_A_RUN.contains(permission));
        assertThatRefused(run, CONTROL.project(owner).name(), permission, FailureCode.NOT_FOUND);
    }

    @Test
    void saysTheSameOfUnknownProjectsAsOfHiddenOnes() {
        String hidden = refusal(engineer(), project.name()).reason();
        String unknown = refusal(engineer(), "no-such").reason();

        assertThat(unknown).isEqualTo(hidden.replace(project.name(), "no-such"));
    }

    @Test
    void listsOnlyProjectsOfTheCaller() {
        Project other = CONTROL.project(engineer());

        assertThat(visibleTo(owner)).contains(project.id()).doesNotContain(other.id());
        assertThat(visibleTo(Caller.onBehalfOf(CONTROL.user(Role.ADMIN)))).contains(project.id(), other.id());
        assertThat(visibleTo(
                        new Caller(owner.userId(), owner.name(), Role.ADMIN, null, project.id(), UUID.randomUUID())))
                .isEmpty();
    }

    private List<UUID> visibleTo(Caller caller) {
        return projects.visibleTo(caller).stream().map(Project::id).toList();
    }

    private WorkbenchException refusal(Caller caller, String name) {
        try {
            projects.authorize(caller, name, Permission.RUN_READ);
            throw new AssertionError(caller.name() + " was let in");
        } catch (WorkbenchException refusal) {
            return refusal;
        }
    }

    private void assertThatAllowed(Caller caller, Permission permission, boolean allowed) {
        if (allowed) {
            assertThat(projects.authorize(caller, project.name(), permission).id())
                    .isEqualTo(project.id());
        } else {
            assertThatRefused(caller, project.name(), permission, FailureCode.PERMISSION_DENIED);
        }
    }

    private void assertThatRefused(Caller caller, String name, Permission permission, FailureCode code) {
        assertThatExceptionOfType(WorkbenchException.class)
                .as("%s by %s", permission, caller)
                .isThrownBy(() -> projects.authorize(caller, name, permission))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private Caller member(MemberRole role, Role global) {
        Caller caller = Caller.onBehalfOf(CONTROL.user(global));
        projects.setMember(caller, project, caller.userId(), role);
        return caller;
    }

    private static Caller engineer() {
        return Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    }
}
