package io.workbenchx.providers.runner.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Output out of a stream of lines {@code {"stream":"stdout","data":"…"}}; the other side bounds their length. */
final class JsonLines extends InputStream {

    private final BufferedReader lines;
    private byte[] piece = new byte[0];
    private int next;

    JsonLines(InputStream source) {
        lines = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (next == piece.length) {
            String line = lines.readLine();
            if (line == null) {
                return -1;
            }
            if (!line.isBlank()) {
                piece = data(RemoteApi.JSON.readTree(line));
                next = 0;
            }
        }
        int bytes = Math.min(length, piece.length - next);
        System.arraycopy(piece, next, buffer, offset, bytes);
        next += bytes;
        return bytes;
    }

    private static byte[] data(JsonNode line) throws IOException {
        if (line.path("stream").asString("").equals("error")) {
            throw new IOException(line.path("data").path("message").asString("the stream of output failed"));
        }
        return line.path("data").asString("").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
