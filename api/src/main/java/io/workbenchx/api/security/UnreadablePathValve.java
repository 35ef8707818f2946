package io.workbenchx.api.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Words the refusals of paths that the server itself cannot read, such as one with a NUL: no filter sees those requests. */
final class UnreadablePathValve extends ErrorReportValve {

    private final RequestRejectedHandler rejections;

    UnreadablePathValve(RequestRejectedHandler rejections) {
        this.rejections = rejections;
    }

    /** What is not written here is left to the server's own valve. */
    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() != HttpServletResponse.SC_BAD_REQUEST || response.getContentWritten() > 0) {
            return;
        }
        try {
            rejections.handle(
                    request, response, new RequestRejectedException("The server cannot read the path of the request."));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }
}
