package io.workbenchx.providers.runner;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Addresses of the internet at large; everything else belongs to this host, its network or its cloud, and is no workload's business. */
final class PublicAddress {

    /** Networks beside those that the JDK knows by name: first address and length of its prefix. */
    private static final List<Network> CLOSED = List.of(
            Network.of("0.0.0.0/8"),
            Network.of("100.64.0.0/10"),
            Network.of("192.0.0.0/24"),
            Network.of("198.18.0.0/15"),
            Network.of("240.0.0.0/4"),
            Network.of("fc00::/7"),
            Network.of("64:ff9b::/96"),
            Network.of("64:ff9b:1::/48"),
            Network.of("2001::/32"),
            Network.of("2002::/16"),
            Network.of("::/96"));

    private PublicAddress() {}

    /** Some addresses with a common beginning. */
    record Network(byte[] address, int bits) {

        static Network of(String text) {
            String[] parts = text.split("/", -1);
            try {
                byte[] address = InetAddress.getByName(parts[0]).getAddress();
                int bits = Integer.parseInt(parts[1]);
                if (!parts[0].matches("[0-9a-fA-F.:]+") || bits < 0 || bits > address.length * Byte.SIZE) {
                    throw new IllegalArgumentException("not a network: " + text);
                }
                return new Network(address, bits);
            } catch (java.net.UnknownHostException | IndexOutOfBoundsException | NumberFormatException e) {
                throw new IllegalArgumentException("not a network: " + text, e);
            }
        }

        boolean contains(InetAddress other) {
            byte[] candidate = other.getAddress();
            if (candidate.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if ((candidate[bit / Byte.SIZE] & mask) != (address[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    static boolean is(InetAddress address) {
        boolean named = address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        boolean mapped = address instanceof Inet6Address six && six.isIPv4CompatibleAddress();
        return !named && !mapped && CLOSED.stream().noneMatch(network -> network.contains(address));
    }
}
