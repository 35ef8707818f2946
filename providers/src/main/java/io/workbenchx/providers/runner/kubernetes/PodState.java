package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import io.workbenchx.providers.runner.WorkloadStatus.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Job and its pod, as the cluster tells of them.
 *
 * @param pod absent before it is made, and after it was deleted
 */
record PodState(Job job, @Nullable Pod pod) {

    /** Refusals by which the kubelet says that an image will not come, at least not as things are. */
    private static final Map<String, String> IMAGE = Map.of(
            "InvalidImageName", "is no name of an image",
            "ErrImagePull", "cannot be pulled",
            "ImagePullBackOff", "cannot be pulled",
            "ErrImageNeverPull", "is not on the node",
            "CreateContainerConfigError", "cannot be configured",
            "CreateContainerError", "cannot be made into a container",
            "RunContainerError", "cannot be started");

    Optional<ContainerStatus> container() {
        return pod == null || pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(container -> container.getName().equals(Names.CONTAINER))
                        .findFirst();
    }

    private Optional<ContainerState> state() {
        return container().map(ContainerStatus::getState);
    }

    Optional<ContainerStateTerminated> terminated() {
        return state().map(ContainerState::getTerminated);
    }

    /** Whether the command runs, or has run. */
    boolean begun() {
        return ended() || state().map(ContainerState::getRunning).isPresent();
    }

    boolean ended() {
        String phase = pod == null || pod.getStatus() == null
                ? ""
                : String.valueOf(pod.getStatus().getPhase());
        return phase.equals("Succeeded")
                || phase.equals("Failed")
                || failed().isPresent()
                || condition("Complete")
                || pod == null && annotation(Names.ENDING).isPresent();
    }

    /** Reason of the Job's failure. */
    private Optional<String> failed() {
        return job.getStatus() == null || job.getStatus().getConditions() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("Failed")
                                && condition.getStatus().equals("True"))
                        .map(condition -> String.valueOf(condition.getReason()))
                        .findFirst();
    }

    private boolean condition(String type) {
        return job.getStatus() != null
                && job.getStatus().getConditions() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals(type)
                                && condition.getStatus().equals("True"));
    }

    /** What it waits for, in words for people; empty when it does not. */
    String waiting() {
        Pod made = pod;
        if (made == null || made.getStatus() == null) {
            return "";
        }
        Optional<String> image = state().map(ContainerState::getWaiting)
                .filter(waiting -> IMAGE.containsKey(String.valueOf(waiting.getReason())))
                .map(waiting -> "its image " + IMAGE.get(waiting.getReason()) + ": "
                        + Objects.requireNonNullElse(waiting.getMessage(), waiting.getReason()));
        if (image.isPresent() || made.getStatus().getConditions() == null) {
            return image.orElse("");
        }
        return made.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"))
                .map(condition -> "there is no node for it: " + condition.getMessage())
                .findFirst()
                .orElse("");
    }

    WorkloadStatus status(double cpus) {
        if (!ended()) {
            return new WorkloadStatus(true, null, null, usage(cpus));
        }
        Reason reason = reason();
        Integer code = terminated()
                .map(ContainerStateTerminated::getExitCode)
                .or(() -> annotation(Names.EXIT_CODE).map(Integer::valueOf))
                .orElse(null);
        return new WorkloadStatus(false, reason == Reason.LOST ? null : code, reason, usage(cpus));
    }

    private Reason reason() {
        Optional<String> ending = annotation(Names.ENDING);
        if (ending.isPresent()) {
            return Reason.valueOf(ending.get());
        }
        String why = pod == null || pod.getStatus() == null
                ? ""
                : String.valueOf(pod.getStatus().getReason());
        if (failed().filter("DeadlineExceeded"::equals).isPresent() || why.equals("DeadlineExceeded")) {
            return Reason.valueOf(annotation(Names.DEADLINE).orElse(Reason.WALL_LIMIT.name()));
        }
        String said = pod == null || pod.getStatus() == null
                ? ""
                : String.valueOf(pod.getStatus().getMessage());
        if (why.equals("Evicted")) {
            return said.matches("(?s).*(ephemeral|EmptyDir|emptyDir).*") ? Reason.DISK_LIMIT : Reason.LOST;
        }
        String end = terminated().map(ContainerStateTerminated::getReason).orElse("");
        if (end.equals("OOMKilled")) {
            return Reason.OUT_OF_MEMORY;
        }
        return terminated().isPresent() ? Reason.EXITED : Reason.LOST;
    }

    Optional<String> annotation(String name) {
        return Optional.ofNullable(job.getMetadata().getAnnotations()).map(all -> all.get(name));
    }

    /** CPU time is charged as it is allocated; of the memory that was used, the cluster keeps no record. */
    private Usage usage(double cpus) {
        Instant from = terminated()
                .map(ContainerStateTerminated::getStartedAt)
                .or(() -> state().map(ContainerState::getRunning).map(running -> running.getStartedAt()))
                .or(() -> Optional.ofNullable(job.getStatus()).map(status -> status.getStartTime()))
                .map(Instant::parse)
                .orElse(null);
        if (from == null) {
            return Usage.NONE;
        }
        Instant to = terminated()
                .map(ContainerStateTerminated::getFinishedAt)
                .map(Instant::parse)
                .orElseGet(Instant::now);
        return new Usage(Math.max(0, Duration.between(from, to).toMillis() / 1000.0) * cpus, 0);
    }
}
