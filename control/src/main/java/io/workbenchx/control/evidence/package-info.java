/**
 * Proof of what ran (GOV-6, GOV-9): verification of the hash chains in the database, archive of the engine's histories, and signed bundles that
 * anyone can check offline.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.evidence;
