package io.workbenchx.api.evidence;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.evidence.EvidenceService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Evidence: bundles, and the key that verifies them. */
@RestController
@RequestMapping("/api/v1")
class EvidenceController {

    private final EvidenceService evidence;
    private final RunService runs;
    private final AuditLog audit;

    EvidenceController(EvidenceService evidence, RunService runs, AuditLog audit) {
        this.evidence = evidence;
        this.runs = runs;
        this.audit = audit;
    }

    /** The signed bundle of an ended run, or of a service as far as it has got. */
    @Requires(Permission.EVIDENCE_READ)
    @GetMapping("/projects/{project}/runs/{run}/evidence")
    void bundle(Caller caller, Project project, @PathVariable UUID run, HttpServletResponse response)
            throws IOException {
        Run found = runs.require(caller, project, run);
        evidence.write(
                project,
                found,
                new Attachment(
                        response,
                        run + ".evidence.jsonl",
                        () -> audit.recordReading(caller, project, "evidence.downloaded", found.id(), Map.of())));
    }

    /** The public key, as PEM. */
    @Requires(Permission.SIGNED_IN)
    @GetMapping(path = "/evidence/key", produces = "application/x-pem-file")
    String key() {
        return evidence.publicKeyPem();
    }

    /** Becomes an attachment with its first byte, so that a failure before that is still answered as a problem. */
    private static final class Attachment extends OutputStream {

        private final HttpServletResponse response;
        private final String fileName;
        private final Runnable opened;
        private @Nullable OutputStream out;

        Attachment(HttpServletResponse response, String fileName, Runnable opened) {
            this.response = response;
            this.fileName = fileName;
            this.opened = opened;
        }

        @Override
        public void write(int b) throws IOException {
            out().write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out().write(bytes, offset, length);
        }

        private OutputStream out() throws IOException {
            OutputStream stream = out;
            if (stream == null) {
                opened.run();
                response.setContentType("application/x-ndjson");
                response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"");
                response.setHeader("X-Content-Type-Options", "nosniff");
                response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
                stream = response.getOutputStream();
                out = stream;
            }
            return stream;
        }
    }
}
