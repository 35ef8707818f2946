package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.workbenchx.providers.runner.RunnerException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connections to the daemon; its errors said in our words. */
record Daemon(DockerClient calls, DockerClient streams, DockerHttpClient raw) {

    /** Connects when first used, so that a daemon that is away keeps nothing else from starting. */
    static Daemon at(DockerProperties properties) {
        // The registries' credentials come from the Docker configuration of the user, as for the docker command.
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(properties.host().toString())
                .build();
        DockerHttpClient patient = transport(config, null);
        return new Daemon(
                DockerClientImpl.getInstance(config, transport(config, properties.timeout())),
                DockerClientImpl.getInstance(config, patient),
                patient);
    }

    private static DockerHttpClient transport(DockerClientConfig config, @Nullable Duration answersWithin) {
        ZerodepDockerHttpClient.Builder transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .connectionTimeout(Duration.ofSeconds(10));
        if (answersWithin != null) {
            transport.responseTimeout(answersWithin);
        }
        return transport.build();
    }

    /** A stream of the daemon's, as it comes; to be closed. */
    DockerHttpClient.Response stream(String path) {
        DockerHttpClient.Response response = raw.execute(DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build());
        if (response.getStatusCode() != 200) {
            response.close();
            throw new RunnerException("Docker answered GET " + path + " with " + response.getStatusCode(), null);
        }
        return response;
    }

    Optional<InspectContainerResponse> inspect(String container) {
        return call("look at " + container, () -> {
            try {
                return Optional.of(calls.inspectContainerCmd(container).exec());
            } catch (NotFoundException e) {
                return Optional.<InspectContainerResponse>empty();
            }
        });
    }

    void kill(String container, String signal) {
        call("send " + signal + " to " + container, () -> {
            try {
                calls.killContainerCmd(container).withSignal(signal).exec();
            } catch (NotFoundException | com.github.dockerjava.api.exception.ConflictException e) {
                return false; // gone, or not running (any more)
            }
            return true;
        });
    }

    static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (RunnerException e) {
            throw e;
        } catch (DockerException e) {
            throw new RunnerException("Docker could not " + what + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new RunnerException("Docker was not reached to " + what + ": " + e.getMessage(), e);
        }
    }
}
