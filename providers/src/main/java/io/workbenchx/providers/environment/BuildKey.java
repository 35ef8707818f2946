package io.workbenchx.providers.environment;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What makes one environment another: lock, interpreter and platform, and nothing else.
 *
 * @param digest {@code sha256:…} over the canonical JSON of the three
 */
record BuildKey(String digest, String lockSha256) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static BuildKey of(LockFile lock, Interpreter interpreter) {
        Map<String, String> parts = new TreeMap<>(
                Map.of("interpreter", interpreter.name(), "lock", lock.sha256(), "platform", interpreter.platform()));
        return new BuildKey("sha256:" + Sha256.of(JSON.writeValueAsString(parts)), lock.sha256());
    }

    /** Folder of the environment. */
    String folder() {
        return digest.substring("sha256:".length());
    }
}
