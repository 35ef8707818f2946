/** The api: project. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.project;
