package io.workbenchx.control.site;

import java.security.SecureRandom;
import java.util.Locale;

/** The first part of a site's host name: what it is called, and letters that make it unlike any other, past or present. */
final class SiteLabel {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Nothing that reads like another one. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int UNIQUE = 10;
    private static final int LONGEST_NAME = 40;

    private SiteLabel() {}

    static String of(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST_NAME)).replaceAll("^-+|-+$", "");
        StringBuilder label = new StringBuilder(cut.isEmpty() ? "site" : cut).append('-');
        for (int i = 0; i < UNIQUE; i++) {
            label.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return label.toString();
    }
}
