package io.workbenchx.providers.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** SHA-256 in the one form used for names of objects: 64 lower-case hex digits. */
final class Sha256 {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    static boolean valid(String digest) {
        return HEX.matcher(digest).matches();
    }

    /**
     * The digest itself, so that nothing else ever becomes part of a path or a key.
     *
     * @throws StoreException for anything that is not a digest
     */
    static String require(String digest) {
        if (!valid(digest)) {
            throw new StoreException("\"" + digest + "\" is not a SHA-256 digest of 64 lower-case hex digits.", null);
        }
        return digest;
    }

    /** {@code sha256/ab/cdef…}: 256 folders keep each of them small. */
    static String path(String digest) {
        return "sha256/" + require(digest).substring(0, 2) + "/" + digest.substring(2);
    }
}
