/** The api: template. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.template;
