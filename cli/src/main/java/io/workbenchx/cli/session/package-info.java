@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.session;
