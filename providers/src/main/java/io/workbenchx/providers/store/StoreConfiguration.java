package io.workbenchx.providers.store;

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
    static MinioObjectStore bucket(StoreProperties.S3 s3, Path spoolFolder) {
        MinioObjectStore store = new MinioObjectStore(s3, spoolFolder);
        store.createBucket(s3.region());
        return store;
    }
}
