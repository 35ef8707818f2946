package io.workbenchx.standalone;

/** api + worker in one JVM with embedded infrastructure. */
public final class StandaloneApplication {

    private StandaloneApplication() {}

    public static void main(String[] args) {
        System.exit(0);
    }
}
