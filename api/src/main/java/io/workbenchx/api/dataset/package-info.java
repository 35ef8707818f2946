/** The api: dataset. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.dataset;
