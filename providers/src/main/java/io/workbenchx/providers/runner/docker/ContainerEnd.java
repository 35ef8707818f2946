package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.nio.file.Files;

/** What the end of a container means. */
final class ContainerEnd {

    /** 128 + SIGXFSZ. */
    private static final long FILE_SIGNAL = 153;

    private ContainerEnd() {}

    static WorkloadStatus of(ContainerState state, ContainerDirectory directory) {
        Reason reason = reason(state, directory);
        Long code = state.getExitCodeLong();
        return new WorkloadStatus(
                false,
                reason == Reason.LOST || code == null ? null : code.intValue(),
                reason,
                ContainerOutput.usage(directory));
    }

    private static Reason reason(ContainerState state, ContainerDirectory directory) {
        if (Files.exists(directory.ending())) {
            try {
                return Reason.valueOf(Files.readString(directory.ending()));
            } catch (IOException e) {
                throw new RunnerException("cannot read " + directory.ending(), e);
            }
        }
        if (Boolean.TRUE.equals(state.getOOMKilled())) {
            return Reason.OUT_OF_MEMORY;
        }
        Long code = state.getExitCodeLong();
        String status = String.valueOf(state.getStatus());
        if (code == null || !status.equals("exited")) {
            return Reason.LOST; // dead, or never begun
        }
        return code == FILE_SIGNAL ? Reason.DISK_LIMIT : Reason.EXITED;
    }
}
