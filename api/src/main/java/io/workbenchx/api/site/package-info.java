/** Sites over REST: what there is, ways in, who is inside (EX-10). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.site;
