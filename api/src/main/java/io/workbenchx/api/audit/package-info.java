/** The audit log over HTTP: questions, exports, verification and checkpoints. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.audit;
