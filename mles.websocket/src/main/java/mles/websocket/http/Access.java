package mles.websocket.http;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Rules on who may ask. Thread-safe. */
public interface Access {
    /**
     * {@return the origin that is refused, as it may be shown, null where the request may come}
     *
     * @param onLoopback whether it came by an address of this machine only
     */
    @Nullable
    String foreignOrigin(HttpHeaders headers, boolean onLoopback);

    /**
     * {@return the same for a request that only reads} Pages need not tell their own origin then, so that its host counts.
     */
    @Nullable
    String foreignReader(HttpHeaders headers, boolean onLoopback);

    /** {@return whether a request needs the token, unless it has a key} */
    boolean needsToken();

    /** {@return whether {@code secret} is the token, in constant time} */
    boolean isToken(String secret);
}
