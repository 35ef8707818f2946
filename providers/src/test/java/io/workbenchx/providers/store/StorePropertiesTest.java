package io.workbenchx.providers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.home.HomeConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class StorePropertiesTest {

    @TempDir
    Path home;

    @Test
    void keepsFilesInTheHomeByDefault() {
        try (AnnotationConfigApplicationContext context = context(Map.of())) {
            StoreProperties properties = context.getBean(StoreProperties.class);

            assertThat(properties.kind()).isEqualTo(StoreProperties.Kind.FILES);
            assertThat(properties.path()).isNull();
            assertThat(properties.s3())
                    .isEqualTo(new StoreProperties.S3(
                            "", null, "us-east-1", "workbenchx", "", "", Duration.ofSeconds(30), 6));
            assertThat(context.getBean(ObjectStore.class)).isInstanceOf(FileObjectStore.class);
            assertThat(home.resolve("objects/sha256")).isDirectory();
        }
    }

    @Test
    void saysWhatIsMissingForS3() {
        assertThatThrownBy(() -> context(Map.of(
                        "workbenchx.store.kind", "s3",
                        "workbenchx.store.s3.endpoint", "http://127.0.0.1:1",
                        "workbenchx.store.s3.access-key", "someone")))
                .hasRootCauseMessage("workbenchx.store.s3.secret-key must be set when workbenchx.store.kind is s3.");
    }

    @Test
    void hidesTheKeysWhenPrinted() {
        StoreProperties.S3 s3 = new StoreProperties.S3(
                "http://s3", null, "eu", "objects", "AKIA", "topsecret", Duration.ofSeconds(30), 6);

        assertThat(s3.toString()).doesNotContain("AKIA").doesNotContain("topsecret");
    }

    @Test
    void takesTheSecretKeyFromAFile() throws IOException {
        Path file = Files.writeString(home.resolve("s3.key"), "topsecret\n");

        StoreProperties.S3 s3 = new StoreProperties.S3(
                "http://s3", null, "eu", "objects", "AKIA", "file:" + file, Duration.ofSeconds(30), 6);

        assertThat(s3.secretKey()).isEqualTo("topsecret");
    }

    private AnnotationConfigApplicationContext context(Map<String, Object> properties) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("home", Map.of("workbenchx.home", home.toString())));
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.register(HomeConfiguration.class, StoreConfiguration.class);
        context.refresh();
        return context;
    }
}
