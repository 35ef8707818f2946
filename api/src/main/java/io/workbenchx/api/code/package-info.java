/** Source code over REST. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.code;
