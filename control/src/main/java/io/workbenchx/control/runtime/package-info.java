/** The runtime allow-list (GOV-5). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.runtime;
