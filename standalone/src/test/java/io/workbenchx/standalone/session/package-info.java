/** Sessions as people use them: real processes, a real JupyterLab, a real browser. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.standalone.session;
