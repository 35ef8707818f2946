/** Sites: addresses of services, ways in, and who is inside. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.site;
