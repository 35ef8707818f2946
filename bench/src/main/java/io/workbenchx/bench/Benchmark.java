package io.workbenchx.bench;

import java.util.List;

/** One comparison, run by name. */
interface Benchmark {

    String name();

    /** One line for the list. */
    String description();

    /**
     * @param rounds how often ours and the peer alternate, at least 3
     */
    List<Figure> run(int rounds) throws Exception;
}
