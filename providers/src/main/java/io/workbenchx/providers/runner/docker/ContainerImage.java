package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import io.workbenchx.providers.runner.RunnerException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Images by digest: fetched when missing, and told by what the daemon says of a container, not by what was asked for. */
record ContainerImage(Daemon daemon, Duration pullTimeout) {

    /** Makes an image available. */
    void require(String image) {
        boolean there = Daemon.call("look for the image " + image, () -> {
            try {
                daemon.calls().inspectImageCmd(image).exec();
                return true;
            } catch (NotFoundException e) {
                return false;
            }
        });
        if (!there) {
            pull(image);
        }
    }

    private void pull(String image) {
        boolean came = Daemon.call("pull " + image, () -> {
            try (ResultCallback.Adapter<PullResponseItem> progress =
                    daemon.streams().pullImageCmd(image).start()) {
                return progress.awaitCompletion(pullTimeout.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunnerException("interrupted while pulling " + image, e);
            } catch (java.io.IOException e) {
                throw new RunnerException("cannot pull " + image, e);
            }
        });
        if (!came) {
            throw new RunnerException(
                    image + " did not come within " + pullTimeout + ": is the registry reachable?", null);
        }
    }

    /**
     * Digest of what a container really was made of.
     *
     * @param approved as asked for, {@code repository@sha256:…}
     */
    String digest(String container, String approved) {
        String id = daemon.inspect(container)
                .orElseThrow(() -> new RunnerException("the container " + container + " vanished", null))
                .getImageId();
        InspectImageResponse image = Daemon.call(
                "look at the image of " + container,
                () -> daemon.calls().inspectImageCmd(id).exec());
        List<String> digests = Objects.requireNonNullElse(image.getRepoDigests(), List.<String>of()).stream()
                .map(ContainerImage::digest)
                .toList();
        String wanted = digest(approved);
        return digests.contains(wanted) ? wanted : digests.stream().findFirst().orElse(id);
    }

    static String digest(String reference) {
        return reference.substring(reference.indexOf('@') + 1);
    }
}
