/** The api: approval. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.approval;
