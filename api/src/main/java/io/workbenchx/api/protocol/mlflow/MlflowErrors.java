package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.problem.ProtocolErrors;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import org.springframework.stereotype.Component;

/** Failures as MLflow clients understand them; with anything else they can only say INTERNAL_ERROR. */
@Component
class MlflowErrors implements ProtocolErrors {

    /** MLflow's error body. */
    @Wire
    record Body(String errorCode, String message) {}

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/mlflow/");
    }

    @Override
    public Answer answer(WorkbenchException failure) {
        return switch (failure.code()) {
            case UNAUTHENTICATED -> answer(401, "UNAUTHENTICATED", failure);
            case PERMISSION_DENIED -> answer(403, "PERMISSION_DENIED", failure);
            case NOT_FOUND, MODEL_UNKNOWN -> answer(404, "RESOURCE_DOES_NOT_EXIST", failure);
            case SPEC_INVALID, TOO_LARGE -> answer(400, "INVALID_PARAMETER_VALUE", failure);
            // MLflow's own INVALID_STATE is a 500, which its client would try again and again.
            case CONFLICT ->
                answer(
                        400,
                        failure.details().containsKey("state") ? "INVALID_STATE" : "RESOURCE_ALREADY_EXISTS",
                        failure);
            case RATE_LIMITED -> answer(429, "REQUEST_LIMIT_EXCEEDED", failure);
            case UNAVAILABLE -> answer(503, "TEMPORARILY_UNAVAILABLE", failure);
            // No status that its client would try again at once.
            case STORAGE_FULL -> answer(507, "RESOURCE_EXHAUSTED", failure);
            case INTEGRITY -> answer(500, "DATA_LOSS", failure);
            default ->
                failure.code().category() == FailureCode.Category.INTERNAL
                        ? answer(500, "INTERNAL_ERROR", failure)
                        : answer(400, "BAD_REQUEST", failure);
        };
    }

    private static Answer answer(int status, String code, WorkbenchException failure) {
        return new Answer(status, new Body(code, failure.reason()));
    }
}
