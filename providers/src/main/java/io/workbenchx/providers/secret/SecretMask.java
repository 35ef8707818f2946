package io.workbenchx.providers.secret;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Puts {@code ***} in the place of secrets, in whatever form they turn up. Holds no state between calls: of output that arrives in pieces it
 * takes only as much as cannot be the beginning of a secret, and is given the rest again together with what follows. So whoever goes on
 * after a crash finds no secret cut in two.
 */
public final class SecretMask {

    private static final byte[] STARS = "***".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = 256;

    /** Forms by their first byte, the longest first. */
    private final byte[][][] forms;

    private final int longest;

    private SecretMask(Collection<String> secrets) {
        List<byte[]> all = secrets.stream()
                .flatMap(secret -> SecretForms.of(secret).stream())
                .distinct()
                .map(form -> form.getBytes(StandardCharsets.UTF_8))
                .sorted((one, other) -> Integer.compare(other.length, one.length))
                .toList();
        longest = Math.max(all.isEmpty() ? 0 : all.get(0).length, WorkbenchKey.LENGTH);
        forms = new byte[BYTES][][];
        for (int first = 0; first < BYTES; first++) {
            byte start = (byte) first;
            forms[first] = all.stream().filter(form -> form[0] == start).toArray(byte[][]::new);
        }
    }

    /**
     * A mask for the output of a run.
     *
     * @param secrets values it was given; the key of the workbench that every run has is masked besides
     */
    public static SecretMask of(Collection<String> secrets) {
        return new SecretMask(secrets);
    }

    /**
     * What became of a piece of output.
     *
     * @param content with its secrets masked
     * @param consumed bytes of the piece that it stands for; the rest is to be given again
     * @param hidden what stars were put in the place of, in order
     */
    public record Masked(byte[] content, int consumed, List<Hidden> hidden) {

        public Masked {
            hidden = List.copyOf(hidden);
        }

        /** Where in the content stands what stood there in the piece; of what is hidden, where its stars begin. */
        public int position(int inPiece) {
            int moved = 0;
            for (Hidden secret : hidden) {
                if (secret.to() > inPiece) {
                    return moved + Math.min(inPiece, secret.from());
                }
                moved += STARS.length - (secret.to() - secret.from());
            }
            return moved + inPiece;
        }
    }

    /** Bytes of a piece that were a secret. */
    public record Hidden(int from, int to) {}

    /** Bytes of the longest form that is looked for; a piece cut at its front may hide as many but one at its beginning. */
    public int longest() {
        return longest;
    }

    /**
     * Masks a piece of output.
     *
     * @param last nothing follows, so that all of it is taken
     */
    public Masked mask(byte[] piece, boolean last) {
        ByteArrayOutputStream clean = new ByteArrayOutputStream(piece.length);
        List<int[]> found = found(piece);
        List<Hidden> hidden = new ArrayList<>();
        int taken = last ? piece.length : takable(piece, found);
        int at = 0;
        for (int[] secret : found) {
            if (secret[0] >= taken) {
                break;
            }
            clean.write(piece, at, secret[0] - at);
            clean.writeBytes(STARS);
            at = Math.min(secret[1], taken);
            hidden.add(new Hidden(secret[0], at));
        }
        clean.write(piece, at, taken - at);
        return new Masked(clean.toByteArray(), taken, hidden);
    }

    /** Masks a whole text. */
    public String mask(String text) {
        return new String(mask(text.getBytes(StandardCharsets.UTF_8), true).content(), StandardCharsets.UTF_8);
    }

    /** Where secrets are, from and to; those that touch are one. */
    private List<int[]> found(byte[] piece) {
        List<int[]> found = new ArrayList<>();
        int[] last = {-1, -1};
        for (int at = 0; at < piece.length; at++) {
            int length = match(piece, at);
            if (length > 0 && at > last[1]) {
                last = new int[] {at, at + length};
                found.add(last);
            } else if (length > 0) {
                last[1] = Math.max(last[1], at + length);
            }
        }
        return found;
    }

    private int match(byte[] piece, int at) {
        int key = WorkbenchKey.matches(piece, at) ? WorkbenchKey.LENGTH : 0;
        for (byte[] form : forms[piece[at] & 0xFF]) {
            if (form.length <= piece.length - at && Arrays.equals(piece, at, at + form.length, form, 0, form.length)) {
                return Math.max(form.length, key);
            }
        }
        return key;
    }

    /** Everything before what may be the beginning of a secret; and before the secret it overlaps with, so that both become one. */
    private int takable(byte[] piece, List<int[]> found) {
        int open = piece.length;
        for (int at = Math.max(0, piece.length - longest + 1); at < piece.length && open == piece.length; at++) {
            open = begins(piece, at) ? at : open;
        }
        for (int[] secret : found) {
            if (secret[0] < open && secret[1] > open) {
                // What repeats itself without end must be let go at some point.
                return secret[0] > 0 || piece.length <= longest ? secret[0] : open;
            }
        }
        return open;
    }

    private boolean begins(byte[] piece, int at) {
        if (WorkbenchKey.begins(piece, at)) {
            return true;
        }
        int length = piece.length - at;
        for (byte[] form : forms[piece[at] & 0xFF]) {
            if (form.length > length && Arrays.equals(piece, at, piece.length, form, 0, length)) {
                return true;
            }
        }
        return false;
    }
}
