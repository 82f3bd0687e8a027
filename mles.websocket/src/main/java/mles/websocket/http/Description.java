package mles.websocket.http;

import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Description of all requests, as OpenAPI. A class of its own, so that only a request for it loads it. */
final class Description {
    private static final String NAME = "openapi.json";
    private static final byte[] BYTES = bytes();

    private Description() {
    }

    static FullHttpResponse answer() {
        return Responses.description(BYTES);
    }

    private static byte[] bytes() {
        try (InputStream in = Description.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException(NAME + ": expected a file of the module, was none");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
