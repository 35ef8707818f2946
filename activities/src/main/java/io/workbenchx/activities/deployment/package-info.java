/** How a model deployment happens (OP-3): steps on hosts, over runner and control plane. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.deployment;
