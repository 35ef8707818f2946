package io.workbenchx.control.model;

/**
 * One file of a model, by content.
 *
 * @param path relative to the model's root, for example {@code model.onnx}
 * @param sha256 names the bytes in the object store
 */
public record ModelFile(String path, String sha256, long bytes, String mediaType) {}
