/** Storage hygiene (EX-10): what is in the object store, what refers to it, and what becomes of the rest. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.storage;
