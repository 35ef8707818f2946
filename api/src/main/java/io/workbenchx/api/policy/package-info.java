/** The api: policy. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.policy;
