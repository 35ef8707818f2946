/** Source code of projects, as git bundles (GOV-1). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.code;
