package mles.websocket.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import mles.protocol.Credentials;
import mles.protocol.ProtocolException;

/**
 * Secrets that requests bring along, and the keys of members that follow from them: those of the token, or of a key as any client
 * makes it. Thread: any.
 */
final class Callers {
    /** Secret of a request that has none. */
    static final String NONE = "";

    private static final String BEARER = "bearer ";
    private static final String TICKET = "ticket";

    private final HttpContext shared;

    /** Request whose secret is none. */
    static final class WrongSecretException extends Exception {
        private static final long serialVersionUID = 1;
    }

    Callers(HttpContext shared) {
        this.shared = shared;
    }

    /**
     * {@return the secret of a request, {@link #NONE} without one}
     *
     * @param reads whether a ticket is good enough: it may be in the address of a link, which must change nothing
     * @throws WrongSecretException     when it is malformed, or a ticket that is none
     * @throws CharacterCodingException when the query is not percent-encoded UTF-8
     */
    String secret(HttpHeaders headers, Target target, boolean reads)
            throws WrongSecretException, CharacterCodingException {
        List<String> all = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (all.size() > 1) {
            throw new WrongSecretException();
        }
        if (!all.isEmpty() && all.getFirst().toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return bearer(all.getFirst().substring(BEARER.length()).strip());
        }
        String ticket = reads ? target.parameter(TICKET).orElse(NONE) : NONE;
        return ticket.isEmpty() ? NONE : shared.tickets().secret(ticket).orElseThrow(WrongSecretException::new);
    }

    private static String bearer(String latin) throws WrongSecretException {
        try {
            String secret = Target.header(latin);
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (CharacterCodingException e) {
            // no key has such a text
        }
        throw new WrongSecretException();
    }

    /** {@return the key that a member of these names has to come with, empty where {@code secret} is wrong or missing} */
    OptionalLong key(String secret, InetSocketAddress remote, String uid, String channel) {
        if (secret.isEmpty() ? !shared.access().needsToken() : shared.access().isToken(secret)) {
            return OptionalLong.of(shared.gate().key(remote, uid, channel));
        }
        if (secret.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long key = Credentials.of(secret, null).key(remote, uid, channel);
            return shared.gate().vouches(key, remote, uid, channel) ? OptionalLong.of(key) : OptionalLong.empty();
        } catch (ProtocolException e) {
            return OptionalLong.empty();
        }
    }
}
