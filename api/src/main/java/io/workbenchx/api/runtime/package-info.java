/** The api: runtime. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.runtime;
