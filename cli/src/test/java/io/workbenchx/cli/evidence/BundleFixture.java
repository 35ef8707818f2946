package io.workbenchx.cli.evidence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes bundles as the workbench does, and wrong ones that are nevertheless signed. */
final class BundleFixture {

    static final String RUN = "019a0000-0000-7000-8000-000000000001";
    private static final String MODEL = "ab".repeat(32);

    private final KeyPair keys;
    final Map<String, String> records = new LinkedHashMap<>();
    final Map<String, String> subjects = new LinkedHashMap<>();
    UnaryOperator<String> statement = text -> text;

    BundleFixture() {
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        String spec = "{\"code\":\"1f\",\"entrypoint\":\"train.py\",\"parameters\":{\"n_estimators\":\"100\"}}";
        String history = "{\"events\":[{\"eventId\":\"1\"}]}";
        List<String> events = events(4);
        records.put(
                "run",
                "{\"id\":\"" + RUN
                        + "\",\"project\":\"demo\",\"kind\":\"training\",\"state\":\"SUCCEEDED\",\"final\":true,"
                        + "\"summary\":\"train ñandú\",\"createdBy\":\"ana\",\"createdAt\":\"2026-11-21T10:00:00Z\","
                        + "\"finishedAt\":\"2026-11-21T10:01:00Z\",\"specSha256\":\"" + sha256(spec)
                        + "\",\"lastSeq\":4,"
                        + "\"lastHash\":\"" + sha256(events.get(3)) + "\",\"historySha256\":\"" + sha256(history)
                        + "\"}");
        records.put("spec", spec);
        records.put("costs", "[{\"unit\":\"CPU_SECONDS\",\"reserved\":\"300\",\"spent\":\"12.5\"}]");
        records.put("approvals", "[]");
        for (int i = 0; i < events.size(); i++) {
            records.put("event/" + (i + 1), events.get(i));
        }
        records.put("artifact/model/model.onnx", "{\"path\":\"model/model.onnx\",\"sha256\":\"" + MODEL + "\"}");
        records.put("history", history);
        subjects.put("model/model.onnx", MODEL);
    }

    static List<String> events(int count) {
        List<String> events = new ArrayList<>();
        String prev = "0".repeat(64);
        for (int seq = 1; seq <= count; seq++) {
            String event = "{\"actor\":\"ana\",\"at\":\"2026-11-21T10:00:0" + seq + ".000000Z\",\"data\":{},\"prev\":\""
                    + prev + "\",\"project\":\"p\",\"run\":\"" + RUN + "\",\"seq\":" + seq + ",\"type\":\"step\"}";
            events.add(event);
            prev = sha256(event);
        }
        return events;
    }

    static String sha256(String text) {
        return Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() throws IOException, GeneralSecurityException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        StringBuilder byproducts = new StringBuilder();
        for (Map.Entry<String, String> record : records.entrySet()) {
            byte[] line = record.getValue().getBytes(StandardCharsets.UTF_8);
            byproducts
                    .append(byproducts.isEmpty() ? "" : ",")
                    .append("{\"name\":\"" + record.getKey() + "\",\"digest\":{\"sha256\":\"" + Digests.sha256(line)
                            + "\"},\"annotations\":{\"offset\":" + body.size() + ",\"length\":" + line.length + "}}");
            body.write(line);
            body.write('\n');
        }
        StringBuilder subject = new StringBuilder();
        subjects.forEach((name, digest) -> subject.append(subject.isEmpty() ? "" : ",")
                .append("{\"name\":\"" + name + "\",\"digest\":{\"sha256\":\"" + digest + "\"}}"));
        String text = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[" + subject
                + "],\"predicateType\":\"https://slsa.dev/provenance/v1\",\"predicate\":{\"buildDefinition\":{\"buildType\":\"t\","
                + "\"externalParameters\":" + records.get("spec")
                + ",\"resolvedDependencies\":[{\"name\":\"dataset breast-cancer@1\","
                + "\"digest\":{\"sha256\":\"" + MODEL
                + "\"}}]},\"runDetails\":{\"builder\":{\"id\":\"b\"},\"metadata\":{\"invocationId\":\""
                + RUN + "\"},\"byproducts\":[" + byproducts + "]}}}";
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(envelope(statement.apply(text).getBytes(StandardCharsets.UTF_8)));
        file.write('\n');
        body.writeTo(file);
        return file.toByteArray();
    }

    private byte[] envelope(byte[] payload) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(
                ("DSSEv1 28 application/vnd.in-toto+json " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        signature.update(payload);
        return new Envelope(payload, Digests.sha256(keys.getPublic().getEncoded()), signature.sign()).bytes();
    }

    Path key(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("evidence.pub"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    Path write(Path directory) throws IOException, GeneralSecurityException {
        return Files.write(directory.resolve("bundle.jsonl"), bytes());
    }
}
