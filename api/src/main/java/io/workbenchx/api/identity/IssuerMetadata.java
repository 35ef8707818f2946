package io.workbenchx.api.identity;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what an issuer publishes: only where its configured URL leads, without redirects, of bounded size. */
final class IssuerMetadata implements ResourceRetriever {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST = 1 << 20;
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** The address of the issuer's keys, by OpenID Connect discovery. */
    URI keysOf(URI issuer) throws IOException {
        String base = issuer.toString().replaceAll("/+$", "");
        JsonNode metadata;
        try {
            metadata = JsonMapper.shared().readTree(read(URI.create(base + "/.well-known/openid-configuration")));
        } catch (JacksonException noJson) {
            throw new IOException("The metadata of " + issuer + " is no JSON", noJson);
        }
        if (!issuer.toString().equals(metadata.path("issuer").asString())) {
            throw new IOException("The metadata of " + issuer + " is another issuer's");
        }
        URI keys = URI.create(metadata.path("jwks_uri").asString());
        if (!"https".equals(keys.getScheme()) && !issuer.getScheme().equals(keys.getScheme())) {
            throw new IOException("The keys of " + issuer + " are less protected than itself");
        }
        return keys;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        return new Resource(read(URI.create(url.toString())), "application/json");
    }

    private String read(URI address) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] content = body.readNBytes(LONGEST + 1);
                if (response.statusCode() != OK || content.length > LONGEST) {
                    throw new IOException(address + " answered " + response.statusCode());
                }
                return new String(content, StandardCharsets.UTF_8);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
