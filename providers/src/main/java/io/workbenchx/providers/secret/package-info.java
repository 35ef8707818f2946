/** Where secrets are kept, and how they are kept out of what people read. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.secret;
