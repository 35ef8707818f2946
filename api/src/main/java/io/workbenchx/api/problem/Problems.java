package io.workbenchx.api.problem;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Failures as clients see them: problem+json (RFC 9457) with {@code type urn:wbx:failure:…}, or the shape of the protocol the path belongs
 * to, since a drop-in client shows nothing useful otherwise.
 */
@Component
public class Problems {

    private static final String RETRY_AFTER_SECONDS = "2";

    private final List<ProtocolErrors> protocols;
    private final JsonMapper mapper;

    Problems(List<ProtocolErrors> protocols, JsonMapper mapper) {
        this.protocols = protocols;
        this.mapper = mapper;
    }

    /** The answer to a request that failed. */
    public ResponseEntity<Object> answer(HttpServletRequest request, WorkbenchException failure) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(failure.code().httpStatus());
        if (failure.code() == FailureCode.UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        } else if (failure.details().get("retryAfterSeconds") instanceof Number seconds) {
            answer.header(HttpHeaders.RETRY_AFTER, seconds.toString());
        }
        for (ProtocolErrors protocol : protocols) {
            if (protocol.speaks(request.getRequestURI())) {
                ProtocolErrors.Answer body = protocol.answer(failure);
                return ResponseEntity.status(body.status())
                        .headers(answer.build().getHeaders())
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(body.body());
            }
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem(failure));
    }

    /** Writes the answer directly, for filters. */
    public void write(HttpServletRequest request, HttpServletResponse response, WorkbenchException failure)
            throws IOException {
        ResponseEntity<Object> answer = answer(request, failure);
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.getOutputStream().write(mapper.writeValueAsBytes(answer.getBody()));
    }

    private static ProblemDetail problem(WorkbenchException failure) {
        ProblemDetail problem =
                ProblemDetail.forStatus(HttpStatusCode.valueOf(failure.code().httpStatus()));
        String words = failure.code().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        problem.setType(java.net.URI.create("urn:wbx:failure:" + words.replace(' ', '-')));
        problem.setTitle(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
        problem.setDetail(failure.reason());
        problem.setProperty("code", failure.code().name());
        for (Map.Entry<String, Object> detail : failure.details().entrySet()) {
            problem.setProperty(detail.getKey(), detail.getValue());
        }
        return problem;
    }
}
