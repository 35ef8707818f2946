package io.workbenchx.providers.store;

import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import io.workbenchx.providers.home.WorkbenchHome;
import java.nio.file.Path;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The object store of this process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
public class StoreConfiguration {

    @Bean
    ObjectStore objectStore(StoreProperties properties, WorkbenchHome home) {
        return switch (properties.kind()) {
            case FILES ->
                new FileObjectStore(
                        properties.path() == null ? home.confidential("objects") : Path.of(properties.path()));
            case S3 -> bucket(properties.s3(), home.confidential("cache/store"));
        };
    }

    /** The store in a bucket, which is made when missing. */
    static ObjectStore bucket(StoreProperties.S3 s3, Path spoolFolder) {
        MinioObjectStore.createBucket(
                MinioAsyncClient.builder()
                        .endpoint(s3.endpoint())
                        .region(s3.region())
                        .credentials(s3.accessKey(), s3.secretKey())
                        .build(),
                s3.bucket(),
                s3.region());
        return new MinioObjectStore(client(s3), s3.bucket(), spoolFolder);
    }

    static MinioClient client(StoreProperties.S3 s3) {
        return MinioClient.builder()
                .endpoint(s3.endpoint())
                .region(s3.region())
                .credentials(s3.accessKey(), s3.secretKey())
                .build();
    }
}
