package io.workbenchx.control.evidence;

/**
 * One line of a bundle.
 *
 * @param offset of its first byte, counted from the end of line 1
 * @param length without the line feed
 * @param sha256 of the text without the line feed
 */
public record BundleRecord(String name, long offset, long length, String sha256) {}
