/** Source code as git bundles. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.code;
