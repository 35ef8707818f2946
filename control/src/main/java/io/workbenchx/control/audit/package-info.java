/** The audit log: what happens outside of runs, and who ran what on which data (GOV-6). Knows no other capability, so that each may write here. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.audit;
