package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.providers.home.HomeConfiguration;
import io.workbenchx.providers.runner.docker.DockerDaemon;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The Docker runner, as it is configured, against the Engine's interface with real processes behind it. */
class DockerContractIT extends RunnerContract {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String IMAGE = "registry.example.org/team/host@" + DIGEST;

    private final List<AnnotationConfigApplicationContext> contexts = new ArrayList<>();

    /** After what the contract cleans up. */
    @AutoClose
    private final AutoCloseable everything = () -> contexts.forEach(AnnotationConfigApplicationContext::close);

    @AutoClose
    private DockerDaemon daemon;

    @Override
    Runner makeRunner() {
        try {
            if (daemon == null) {
                daemon = new DockerDaemon();
                daemon.publish(IMAGE, DIGEST);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        contexts.add(context);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of("workbenchx.home", home.toString(), "workbenchx.runner.docker.host", daemon.address())));
        context.register(HomeConfiguration.class, RunnerConfiguration.class);
        context.refresh();
        return inImage(context.getBean(RunnerAdapter.class).runner());
    }

    /** The contract's workloads name no image. */
    private static Runner inImage(Runner runner) {
        return (Runner) Proxy.newProxyInstance(
                DockerContractIT.class.getClassLoader(), new Class<?>[] {Runner.class}, (proxy, method, arguments) -> {
                    Object[] given = method.getName().equals("start")
                            ? new Object[] {image((WorkloadSpec) arguments[0])}
                            : arguments;
                    try {
                        return method.invoke(runner, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static WorkloadSpec image(WorkloadSpec spec) {
        return new WorkloadSpec(
                spec.runId(),
                spec.name(),
                spec.attempt(),
                spec.command(),
                spec.environment(),
                null,
                null,
                null,
                spec.mounts(),
                spec.limits(),
                spec.workbench(),
                spec.listen(),
                IMAGE);
    }

    @Override
    void remove(WorkloadHandle handle) {
        if (Files.exists(Path.of(handle.directory()))) {
            runner.stop(handle, Duration.ZERO);
            runner.remove(handle);
        }
        assertThat(Path.of(handle.directory())).doesNotExist();
        assertThat(daemon.holds("wbx-" + Path.of(handle.directory()).getFileName()))
                .isFalse();
    }
}
