package io.workbenchx.providers.secret;

import java.nio.charset.StandardCharsets;

/**
 * What keys of the workbench look like: {@code wbx_} and 43 digits of base64url. A run holds one of its own, whose value nobody keeps; so it is
 * told by its looks.
 */
final class WorkbenchKey {

    static final int LENGTH = 47;

    private static final byte[] PREFIX = "wbx_".getBytes(StandardCharsets.US_ASCII);

    private WorkbenchKey() {}

    /** Whether a whole key begins here. */
    static boolean matches(byte[] text, int at) {
        return fitting(text, at) == LENGTH;
    }

    /** Whether what is left of the text is the beginning of a key. */
    static boolean begins(byte[] text, int at) {
        return fitting(text, at) == text.length - at;
    }

    private static int fitting(byte[] text, int at) {
        int fitting = 0;
        while (fitting < LENGTH && at + fitting < text.length && fits(text[at + fitting], fitting)) {
            fitting++;
        }
        return fitting;
    }

    private static boolean fits(byte character, int position) {
        if (position < PREFIX.length) {
            return character == PREFIX[position];
        }
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '_';
    }
}
