package io.workbenchx.cli.shell;

/** Colours by meaning, so that no command knows an escape sequence. */
public record Style(boolean colours) {

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String attention(String text) {
        return paint("33", text);
    }

    public String quiet(String text) {
        return paint("2", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    /** The state of a run, endpoint, runtime or schedule in the colour it deserves. */
    public String state(String state) {
        return switch (state) {
            case "SUCCEEDED", "APPROVED", "READY", "ACTIVE", "SERVING" -> good(state);
            case "FAILED", "TIMED_OUT", "OUT_OF_BUDGET", "REVOKED", "DOWN" -> bad(state);
            case "CANCELLED", "WAITING", "PENDING", "PAUSED", "STARTING" -> attention(state);
            default -> state;
        };
    }

    private String paint(String code, String text) {
        return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
