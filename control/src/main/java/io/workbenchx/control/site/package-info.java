/**
 * Sites: one address of its own for each service that people open in a browser, who may enter it, and where its requests go now (EX-10).
 * Operations open, point and close them; front doors serve them.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.site;
