package io.workbenchx.api.encryption;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.encryption.DataKey;
import io.workbenchx.control.encryption.PayloadEncryption;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The codec server of the Temporal UI, behind our sign-in: it makes payloads readable to those who may read the runs of their project.
 * Everybody else gets them back as they came, and cannot tell a foreign payload from one nobody can read.
 */
@RestController
@RequestMapping(value = "/api/v1/codec", produces = MediaType.APPLICATION_JSON_VALUE)
class CodecController {

    private static final int LONGEST_BODY = 8 << 20;

    private final PayloadEncryption codec;
    private final ProjectService projects;

    CodecController(PayloadEncryption codec, ProjectService projects) {
        this.codec = codec;
        this.projects = projects;
    }

    /** Takes and answers {@code temporal.api.common.v1.Payloads} as protobuf JSON. */
    @Requires(Permission.SIGNED_IN)
    @PostMapping("/decode")
    String decode(Caller caller, HttpServletRequest request) throws IOException {
        List<Payload> payloads = read(request);
        List<Payload> plain = new ArrayList<>(payloads.size());
        for (Payload payload : payloads) {
            plain.add(readable(caller, payload) ? codec.decode(List.of(payload)).get(0) : payload);
        }
        return write(plain);
    }

    /** Encrypts with the installation's own key, for what an operator sends from the UI: the request does not say to which project. */
    @Requires(Permission.KEY_ROTATE)
    @PostMapping("/encode")
    String encode(HttpServletRequest request) throws IOException {
        return write(codec.encode(read(request)));
    }

    private boolean readable(Caller caller, Payload payload) {
        // A token of a run is good for one run, and a payload does not say of which run it is.
        return PayloadEncryption.isEncrypted(payload)
                && !caller.isRun()
                && codec.keyOf(payload).filter(key -> mayRead(caller, key)).isPresent();
    }

    private boolean mayRead(Caller caller, DataKey key) {
        UUID project = key.projectId();
        if (project == null) {
            return caller.role() == Role.ADMIN;
        }
        try {
            projects.authorize(caller, projects.require(project).name(), Permission.RUN_READ);
            return true;
        } catch (WorkbenchException refused) {
            if (refused.code() == FailureCode.NOT_FOUND || refused.code() == FailureCode.PERMISSION_DENIED) {
                return false;
            }
            throw refused;
        }
    }

    private static List<Payload> read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new WorkbenchException(FailureCode.TOO_LARGE, "The payloads of one request have at most 8 MiB.");
        }
        try {
            Payloads.Builder payloads = Payloads.newBuilder();
            JsonFormat.parser().merge(new String(body, StandardCharsets.UTF_8), payloads);
            return payloads.getPayloadsList();
        } catch (InvalidProtocolBufferException malformed) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "Send payloads as Temporal's UI does: {\"payloads\": [{\"metadata\": {…}, \"data\": \"…\"}]}.");
        }
    }

    private static String write(List<Payload> payloads) throws IOException {
        return JsonFormat.printer()
                .print(Payloads.newBuilder().addAllPayloads(payloads).build());
    }
}
