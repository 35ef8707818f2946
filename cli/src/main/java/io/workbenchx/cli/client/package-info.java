/** The workbench over HTTP: configuration, requests with safe retries, problems, event streams. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.client;
