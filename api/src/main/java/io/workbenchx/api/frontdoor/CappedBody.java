package io.workbenchx.api.frontdoor;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request body without a declared length that must not become longer than allowed. Beyond that it fails. */
final class CappedBody implements ReadStream<Buffer> {

    private final ReadStream<Buffer> body;
    private final long most;
    private long seen;
    private boolean failed;
    private @Nullable Handler<Throwable> failure;

    CappedBody(ReadStream<Buffer> body, long most) {
        this.body = body;
        this.most = most;
    }

    /** It was longer than allowed. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("body too long", null, false, false);
        }
    }

    boolean tooLong() {
        return failed;
    }

    @Override
    public CappedBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        failure = handler;
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public CappedBody handler(@Nullable Handler<Buffer> handler) {
        if (handler == null) {
            body.handler(null);
            return this;
        }
        body.handler(buffer -> {
            seen += buffer.length();
            if (seen <= most) {
                handler.handle(buffer);
            } else if (!failed) {
                failed = true;
                if (failure != null) {
                    failure.handle(new TooLong());
                }
            }
        });
        return this;
    }

    @Override
    public CappedBody pause() {
        body.pause();
        return this;
    }

    @Override
    public CappedBody resume() {
        body.resume();
        return this;
    }

    @Override
    public CappedBody fetch(long amount) {
        body.fetch(amount);
        return this;
    }

    @Override
    public CappedBody endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(
                handler == null
                        ? null
                        : end -> {
                            if (!failed) {
                                handler.handle(end);
                            }
                        });
        return this;
    }
}
