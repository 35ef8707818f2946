package io.workbenchx.control.policy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 64GiB}, {@code 1.5TB}, {@code 1048576}. */
final class ByteSize {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,3})?) ?([kKMGT]i?B|B)?");
    private static final Map<Character, Integer> POWERS = Map.of('k', 1, 'K', 1, 'M', 2, 'G', 3, 'T', 4);

    private ByteSize() {}

    /**
     * Bytes.
     *
     * @throws IllegalArgumentException when it is no size, or more than a long holds
     */
    static long parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException(text);
        }
        String unit = size.group(2) == null ? "B" : size.group(2);
        BigDecimal base = new BigDecimal(unit.contains("i") ? 1024 : 1000);
        return new BigDecimal(size.group(1))
                .multiply(base.pow(POWERS.getOrDefault(unit.charAt(0), 0)))
                .toBigInteger()
                .longValueExact();
    }
}
