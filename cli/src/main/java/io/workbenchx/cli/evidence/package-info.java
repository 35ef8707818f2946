/** Offline verification of evidence bundles (GOV-9): nothing but the file and a public key is needed. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.evidence;
