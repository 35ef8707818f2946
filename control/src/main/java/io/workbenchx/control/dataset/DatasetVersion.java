package io.workbenchx.control.dataset;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One immutable content of a dataset.
 *
 * @param version counts from 1 within the dataset
 * @param sha256 of the bytes, which are in the object store
 * @param rows data rows (without the header)
 */
public record DatasetVersion(
        UUID id,
        String name,
        int version,
        String fileName,
        String sha256,
        long bytes,
        long rows,
        List<Column> columns,
        String source,
        String licence,
        Instant createdAt) {

    /**
     * @param type {@code integer}, {@code double}, {@code boolean} or {@code string}: the narrowest that holds every value
     */
    public record Column(String name, String type, boolean nullable) {}
}
