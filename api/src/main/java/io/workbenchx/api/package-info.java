@org.jspecify.annotations.NullMarked
package io.workbenchx.api;
