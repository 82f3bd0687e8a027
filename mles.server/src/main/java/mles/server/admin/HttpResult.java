package mles.server.admin;

/**
 * Response to an operator.
 *
 * @param status of HTTP
 * @param type   the media type
 * @param body   the text
 */
public record HttpResult(int status, String type, String body) {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final String TEXT = "text/plain; charset=utf-8";

    /** {@return a good answer} */
    public static HttpResult of(String type, String body) {
        return new HttpResult(OK, type, body);
    }

    /** {@return an answer of one line} */
    public static HttpResult text(int status, String line) {
        return new HttpResult(status, TEXT, line + "\n");
    }

    /** {@return whether something is as it should be, and if not why} */
    public static HttpResult health(boolean good, String why) {
        return good ? text(OK, "ok") : text(UNAVAILABLE, why);
    }
}
