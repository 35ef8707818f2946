/** The api: run. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.run;
