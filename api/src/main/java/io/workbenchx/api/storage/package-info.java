/** The api: storage. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.storage;
