package io.workbenchx.providers.runner;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a workload asks its proxy for.
 *
 * @param tunnel by CONNECT; else it is one plain request
 * @param head as it is passed on, for a plain request
 * @param body bytes that belong to a plain request
 * @param following bytes that came with the head
 */
record ProxyRequest(boolean tunnel, String host, int port, String head, long body, byte[] following) {

    private static final int LONGEST_HEAD = 32 << 10;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Meant for the proxy, or set anew by it. */
    private static final Set<String> OWN =
            Set.of("host", "connection", "proxy-connection", "proxy-authorization", "keep-alive", "upgrade", "te");

    /** It is none that can be passed on. */
    static final class Refused extends Exception {
        private final String status;

        Refused(String status, String why) {
            super(why);
            this.status = status;
        }

        String status() {
            return status;
        }
    }

    static ProxyRequest read(SocketChannel workload) throws IOException, Refused {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_HEAD);
        int end = -1;
        while (end < 0) {
            if (!buffer.hasRemaining()) {
                throw new Refused("431 Request Header Fields Too Large", "the head of a request is too long");
            }
            if (workload.read(buffer) < 0) {
                throw new IOException("the workload went away");
            }
            end = headEnd(buffer);
        }
        String[] lines = new String(buffer.array(), 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
        byte[] following = Arrays.copyOfRange(buffer.array(), end + HEAD_END.length, buffer.position());
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new Refused("400 Bad Request", "this is a proxy for HTTP/1.1");
        }
        List<String> fields = Arrays.asList(lines).subList(1, lines.length);
        return words[0].equals("CONNECT") ? tunnel(words[1], following) : plain(words, fields, following);
    }

    private static int headEnd(ByteBuffer buffer) {
        for (int at = 0; at + HEAD_END.length <= buffer.position(); at++) {
            if (Arrays.equals(buffer.array(), at, at + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                return at;
            }
        }
        return -1;
    }

    private static ProxyRequest tunnel(String authority, byte[] following) throws Refused {
        URI target = uri("tunnel://" + authority);
        return new ProxyRequest(true, host(target), target.getPort(), "", 0, following);
    }

    private static ProxyRequest plain(String[] words, List<String> fields, byte[] following) throws Refused {
        URI target = uri(words[1]);
        if (!"http".equals(target.getScheme())) {
            throw new Refused("400 Bad Request", "ask with an http:// address, or by CONNECT");
        }
        StringBuilder head = new StringBuilder(words[0]).append(' ');
        String path = target.getRawPath();
        head.append(path.isEmpty() ? "/" : path);
        if (target.getRawQuery() != null) {
            head.append('?').append(target.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(target.getRawAuthority()).append("\r\nConnection: close\r\n");
        long body = 0;
        boolean counted = false;
        for (String field : fields) {
            String name = field.split(":", 2)[0].toLowerCase(Locale.ROOT);
            if (!name.matches("[a-z0-9!#$%&'*+.^_`|~-]+") || !field.contains(":")) {
                throw new Refused("400 Bad Request", "a header field is malformed");
            }
            if (name.equals("transfer-encoding")) {
                throw new Refused("411 Length Required", "say how long the body is");
            }
            if (name.equals("content-length")) {
                String length = field.split(":", 2)[1].strip();
                if (counted || !length.matches("[0-9]{1,15}")) {
                    throw new Refused("400 Bad Request", "the length of the body is ambiguous");
                }
                counted = true;
                body = Long.parseLong(length);
            }
            if (!OWN.contains(name)) {
                head.append(field).append("\r\n");
            }
        }
        int port = target.getPort() < 0 ? 80 : target.getPort();
        return new ProxyRequest(false, host(target), port, head.append("\r\n").toString(), body, following);
    }

    private static URI uri(String text) throws Refused {
        try {
            return new URI(text);
        } catch (java.net.URISyntaxException e) {
            throw new Refused("400 Bad Request", "the address is malformed");
        }
    }

    private static String host(URI target) throws Refused {
        String host = target.getHost();
        if (host == null || target.getRawUserInfo() != null) {
            throw new Refused("400 Bad Request", "the address names no host");
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The request and its body, and nothing that follows; then the answer. */
    void pass(SocketChannel workload, SocketChannel far) throws IOException {
        EgressDoor.write(far, head.getBytes(StandardCharsets.ISO_8859_1));
        int came = (int) Math.min(body, following.length);
        EgressDoor.write(far, Arrays.copyOf(following, came));
        move(workload, far, body - came);
        move(far, workload, Long.MAX_VALUE);
        workload.shutdownOutput();
    }

    private static void move(SocketChannel from, SocketChannel to, long most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        long left = most;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            int read = from.read(buffer);
            if (read < 0) {
                return;
            }
            left -= read;
            buffer.flip();
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        }
    }
}
