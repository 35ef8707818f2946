package io.workbenchx.providers.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where objects are kept.
 *
 * @param kind {@code files} on this host, or {@code s3} for any number of hosts
 * @param path folder of the files; {@code objects} in the home of the workbench when absent
 */
@ConfigurationProperties("workbenchx.store")
public record StoreProperties(
        @DefaultValue("files") Kind kind,
        @Nullable String path,
        @DefaultValue S3 s3) {

    public StoreProperties {
        if (kind == Kind.S3) {
            s3.requireComplete();
        }
    }

    /** The kinds of store. */
    public enum Kind {
        FILES,
        S3
    }

    /**
     * A bucket and how to reach it; there is no default for the keys.
     *
     * @param publicEndpoint address of the same server for people, to whom presigned URLs are then given; the workbench itself hands
     *     objects out when absent
     * @param secretKey or the absolute path of a file that holds it, behind {@code file:}
     * @param timeout how long the server may say nothing
     * @param attempts of a request that fails for a reason that may pass
     */
    public record S3(
            @DefaultValue("") String endpoint,
            @Nullable String publicEndpoint,
            @DefaultValue("us-east-1") String region,
            @DefaultValue("workbenchx") String bucket,
            @DefaultValue("") String accessKey,
            @DefaultValue("") String secretKey,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("6") int attempts) {

        private static final String FILE = "file:";

        public S3 {
            if (secretKey.startsWith(FILE)) {
                secretKey = content(Path.of(secretKey.substring(FILE.length())));
            }
        }

        private static String content(Path file) {
            try {
                return Files.readString(file).strip();
            } catch (IOException unreadable) {
                throw new IllegalArgumentException(
                        "workbenchx.store.s3.secret-key names the file " + file + ", which cannot be read.",
                        unreadable);
            }
        }

        private void requireComplete() {
            require("endpoint", endpoint);
            require("region", region);
            require("bucket", bucket);
            require("access-key", accessKey);
            require("secret-key", secretKey);
        }

        private static void require(String name, String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException(
                        "workbenchx.store.s3." + name + " must be set when workbenchx.store.kind is s3.");
            }
        }

        /** Without the secret: properties end up in logs. */
        @Override
        public String toString() {
            return "S3[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + "]";
        }
    }
}
