/** Object storage: the port, files and S3. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.store;
