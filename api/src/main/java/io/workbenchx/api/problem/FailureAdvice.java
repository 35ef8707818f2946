package io.workbenchx.api.problem;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Turns every exception of a controller into an answer; what we did not foresee tells the caller nothing but that. */
@RestControllerAdvice
class FailureAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(FailureAdvice.class);
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    private final Problems problems;

    FailureAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<Object> typed(WorkbenchException failure, HttpServletRequest request) {
        if (!failure.code().category().benign()) {
            LOG.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), failure.reason(), failure.getCause());
        }
        return problems.answer(request, failure);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Object> database(RuntimeException away, HttpServletRequest request) {
        if (DatabaseDisk.full(away)) {
            LOG.error("{} {}: the disk of the database is full", request.getMethod(), request.getRequestURI(), away);
            return problems.answer(
                    request,
                    new WorkbenchException(
                            FailureCode.STORAGE_FULL,
                            "The disk of the control plane's database is full: nothing new can be recorded until there is room."));
        }
        LOG.warn("{} {}: the database did not answer", request.getMethod(), request.getRequestURI(), away);
        return problems.answer(
                request,
                new WorkbenchException(
                        FailureCode.UNAVAILABLE,
                        "The control plane's database does not answer: try again in a moment."));
    }

    @ExceptionHandler(HttpMessageNotReadableException.class)
    ResponseEntity<Object> unreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
        return problems.answer(
                request,
                new WorkbenchException(
                        FailureCode.SPEC_INVALID,
                        "The body cannot be read: " + e.getMostSpecificCause().getMessage()));
    }

    @ExceptionHandler(MethodArgumentTypeMismatchException.class)
    ResponseEntity<Object> mismatch(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        boolean id = e.getRequiredType() == java.util.UUID.class;
        return problems.answer(
                request,
                new WorkbenchException(
                        id ? FailureCode.NOT_FOUND : FailureCode.SPEC_INVALID,
                        id ? "There is nothing with this id." : "The value of " + e.getName() + " is not valid."));
    }

    /** The server reads the query only when it is asked for a parameter. */
    @ExceptionHandler(InvalidParameterException.class)
    ResponseEntity<Object> unreadableQuery(InvalidParameterException e, HttpServletRequest request) {
        return problems.answer(
                request,
                new WorkbenchException(
                        FailureCode.SPEC_INVALID,
                        "The query of the request cannot be read: parameters are percent-encoded UTF-8.",
                        e));
    }

    /** The client went away in the middle of a stream: nobody is left to answer. */
    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void gone(AsyncRequestNotUsableException e) {
        LOG.debug("The client went away", e);
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<Object> unforeseen(Exception e, HttpServletRequest request) throws IOException {
        if (e instanceof ErrorResponse known && known.getStatusCode().value() < SERVER_ERROR) {
            return knownError(known, request);
        }
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return problems.answer(
                request,
                new WorkbenchException(
                        FailureCode.INTERNAL, "Something went wrong in the workbench; its log has the details."));
    }

    private ResponseEntity<Object> knownError(ErrorResponse known, HttpServletRequest request) {
        int status = known.getStatusCode().value();
        if (status == NOT_FOUND) {
            return problems.answer(
                    request, new WorkbenchException(FailureCode.NOT_FOUND, "There is nothing at this address."));
        }
        ResponseEntity<Object> shaped = problems.answer(
                request,
                new WorkbenchException(
                        FailureCode.SPEC_INVALID, String.valueOf(known.getBody().getDetail())));
        return ResponseEntity.status(status)
                .headers(headers -> {
                    headers.putAll(known.getHeaders());
                    headers.setContentType(shaped.getHeaders().getContentType());
                })
                .body(shaped.getBody());
    }
}
