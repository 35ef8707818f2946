package io.workbenchx.providers.store;

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

    /** A bucket and how to reach it; there is no default for the keys. */
    public record S3(
            @DefaultValue("") String endpoint,
            @DefaultValue("us-east-1") String region,
            @DefaultValue("workbenchx") String bucket,
            @DefaultValue("") String accessKey,
            @DefaultValue("") String secretKey) {

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
