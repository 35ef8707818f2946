/** Artifacts: pointers into the object store, with digests (GOV-7). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.artifact;
