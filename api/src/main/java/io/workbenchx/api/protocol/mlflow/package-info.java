/**
 * The MLflow protocol (tracking, registry, artifacts) for the unmodified client 3.17, at {@code /mlflow/{project}}. Thin: every route reads
 * its fields, calls the domain and words the answer; what may be done, and by whom, is decided in {@code control.tracking} and
 * {@code control.model}.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.protocol.mlflow;
