/** Secrets of projects (GOV-13): named, versioned, given to runs by reference, and never shown again. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.secret;
