/** The api: problem. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.problem;
