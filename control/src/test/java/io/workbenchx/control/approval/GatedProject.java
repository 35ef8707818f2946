package io.workbenchx.control.approval;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.policy.PolicyService;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A project of its own whose probes need an approval, with the people around it. */
final class GatedProject {

    static final ControlContext CONTROL = ControlContext.shared();

    final Caller owner = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    final Project project = CONTROL.project(owner);
    final Caller editor = member(Role.ENGINEER, MemberRole.EDITOR);
    final Caller admin = member(Role.ENGINEER, MemberRole.ADMIN);

    GatedProject(String approval) {
        policy("""
                version: 1
                gates:
                  - name: four-eyes
                    action: start
                    when: {kinds: [probe]}
                    require:
                      approval: %s
                """.formatted(approval));
    }

    void policy(String yaml) {
        CONTROL.get(PolicyService.class).put(owner, project, yaml, null, "test");
    }

    Caller member(Role role, MemberRole membership) {
        Caller caller = Caller.onBehalfOf(CONTROL.user(role));
        CONTROL.get(ProjectService.class).setMember(project, caller.userId(), membership);
        return caller;
    }

    Run start(Caller caller) {
        return CONTROL.get(RunService.class)
                .start(
                        caller,
                        project,
                        StartRun.of(
                                RunKind.PROBE,
                                CONTROL.get(CanonicalJson.class).read("{\"note\":\"hello\"}"),
                                UUID.randomUUID().toString()));
    }

    /** A run of the editor that waits for its approval. */
    Run waiting() {
        return until(start(editor), run -> run.state() == RunState.WAITING);
    }

    Run ended(Run run) {
        return until(run, now -> now.state().terminal());
    }

    Run until(Run run, Predicate<Run> what) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> CONTROL.get(RunRepository.class).findById(run.id()).orElseThrow(), what);
    }

    Approval approval(Run run) {
        return CONTROL.get(ApprovalService.class).ofRun(run.id()).get(0);
    }

    List<String> types(Run run) {
        return CONTROL.get(RunEvents.class).after(run.id(), 0, 1000).stream()
                .map(RunEvents.Event::type)
                .toList();
    }
}
