package mles.websocket.http;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Supplier;

/**
 * Body that is read and forgotten, so that the connection can stay. Thread: loop of the connection.
 *
 * @param answer  behind the body
 * @param tooLong for a body that is longer than is worth while
 */
record SkippedBody(Supplier<FullHttpResponse> answer, Problem tooLong) {
    /** Bytes of a body that are read for nothing. */
    static final int MOST = 64 * 1024;

    /** {@return a refusal, which is told behind the body} */
    static SkippedBody of(Problem problem) {
        return new SkippedBody(() -> Responses.of(problem), problem);
    }

    /** {@return an answer to a request that should have no body} */
    static SkippedBody of(Supplier<FullHttpResponse> answer) {
        return new SkippedBody(answer, Problem.of(HttpResponseStatus.BAD_REQUEST,
                "expected no body, was one"));
    }
}
