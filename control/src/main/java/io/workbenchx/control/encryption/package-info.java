/**
 * Keys and what they protect: data keys per project and purpose, wrapped by a key that only the installation's secret makes; the codec that
 * encrypts what the engine keeps.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.encryption;
