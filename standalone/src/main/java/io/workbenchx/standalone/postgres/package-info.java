/** The embedded PostgreSQL: real binaries, durable settings, supervised. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.standalone.postgres;
