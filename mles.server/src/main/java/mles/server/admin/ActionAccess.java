package mles.server.admin;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Access to the actions of operators: where they are on, by a secret of this start that only a page of this server can read.
 * Another site can make a browser send requests, but neither read the secret nor set the header for it.
 */
public final class ActionAccess {
    /** The header with the secret. */
    static final String HEADER = "X-Mles-Action";

    private static final int SECRET_BYTES = 24;

    private final boolean allowed;
    private final String secret;

    /** @param allowed whether there are actions at all */
    public ActionAccess(boolean allowed) {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        this.allowed = allowed;
        this.secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** {@return the secret for pages, where actions are allowed} */
    public HttpResult show() {
        return Json.of(out -> {
            out.writeBooleanField("allowed", allowed);
            if (allowed) {
                out.writeStringField("token", secret);
            }
        });
    }

    boolean mayAct(Headers headers) {
        String given = headers.getFirst(HEADER);
        return allowed && isOwn(headers) && given != null && MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return whether no browser sent it, or the page of this server did} */
    private static boolean isOwn(Headers headers) {
        String origin = headers.getFirst("Origin");
        String host = headers.getFirst("Host");
        return origin == null || origin.equals("http://" + host) || origin.equals("https://" + host);
    }
}
