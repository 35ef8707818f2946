package io.workbenchx.providers.secret;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Secrets in the key-value engine (version 2) of a HashiCorp Vault, each with its value in the field {@code value}. */
final class VaultSecretStore implements SecretStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FIELD = "value";
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final SecretProperties.Vault vault;
    private final HttpClient http;

    VaultSecretStore(SecretProperties.Vault vault) {
        this.vault = vault;
        this.http = HttpClient.newBuilder()
                .connectTimeout(vault.timeout())
                // A redirect would carry the token, and the value, to wherever it leads.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public int put(UUID projectId, String name, String value) {
        String body = JSON.writeValueAsString(Map.of("data", Map.of(FIELD, value)));
        HttpResponse<String> answer =
                send(request("data", projectId, name, "").POST(BodyPublishers.ofString(body)), "store", name);
        int version = answer.statusCode() == OK
                ? read(answer, name).path("data").path("version").asInt(0)
                : 0;
        if (version < 1) {
            throw refused(answer, "store", name);
        }
        return version;
    }

    @Override
    public Optional<String> find(UUID projectId, String name, int version) {
        HttpResponse<String> answer =
                send(request("data", projectId, name, "?version=" + version).GET(), "give", name);
        if (answer.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        if (answer.statusCode() != OK) {
            throw refused(answer, "give", name);
        }
        JsonNode value = read(answer, name).path("data").path("data").path(FIELD);
        if (!value.isString()) {
            throw new SecretStoreException(
                    "The secret " + name + " in Vault has no field \"" + FIELD + "\": set it anew.", null);
        }
        return Optional.of(value.asString());
    }

    @Override
    public void delete(UUID projectId, String name) {
        HttpResponse<String> answer =
                send(request("metadata", projectId, name, "").DELETE(), "forget", name);
        if (answer.statusCode() != NO_CONTENT && answer.statusCode() != NOT_FOUND) {
            throw refused(answer, "forget", name);
        }
    }

    private HttpRequest.Builder request(String operation, UUID projectId, String name, String query) {
        String path = String.join("/", "v1", vault.mount(), operation, vault.path(), projectId.toString(), name);
        URI uri = vault.base().resolve(path + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(vault.timeout())
                .header("X-Vault-Token", token())
                .header("X-Vault-Request", "true");
        return vault.namespace().isEmpty() ? request : request.header("X-Vault-Namespace", vault.namespace());
    }

    private String token() {
        Path file = vault.tokenFile();
        if (file == null) {
            return vault.token().strip();
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new SecretStoreException("The token of Vault cannot be read from " + file + ".", e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String verb, String name) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new SecretStoreException(
                    "Vault at " + vault.address() + " does not answer, so it could not " + verb + " the secret " + name
                            + ".",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecretStoreException("Interrupted while waiting for Vault.", e);
        }
    }

    private static JsonNode read(HttpResponse<String> answer, String name) {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException malformed) {
            // Without the cause: it may quote the answer.
            throw new SecretStoreException("Vault's answer about the secret " + name + " is no JSON.", null);
        }
    }

    /** Only the status: bodies of a key-value engine may repeat what was sent. */
    private SecretStoreException refused(HttpResponse<String> answer, String verb, String name) {
        String why = answer.statusCode() == FORBIDDEN
                ? ": its token may not, or is no longer valid; check the policy of the token"
                : " (HTTP " + answer.statusCode() + ")";
        return new SecretStoreException(
                "Vault at " + vault.address() + " did not " + verb + " the secret " + name + why + ".", null);
    }
}
