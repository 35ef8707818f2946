/** Where the workbench keeps its files on this host. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.providers.home;
