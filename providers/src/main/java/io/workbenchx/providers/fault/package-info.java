/** Named places where a fault test may end the process: off unless the JVM was started for it. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.fault;
