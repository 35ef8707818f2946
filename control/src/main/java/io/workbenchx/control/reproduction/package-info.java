/** Repeating a past run and comparing what came out (GOV-10). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.reproduction;
