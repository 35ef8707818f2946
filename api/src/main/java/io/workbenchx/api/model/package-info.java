/** Registered models and promotion. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.model;
