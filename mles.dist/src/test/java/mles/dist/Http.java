package mles.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks by HTTP. */
public final class Http {
    private Http() {
    }

    /** What came back. */
    public record Reply(int status, String type, String policy, String body) {
    }

    /**
     * Asks for a page.
     *
     * @param headers names and values in turn
     */
    public static Reply get(URI uri, String... headers) {
        return ask("GET", uri, headers);
    }

    static Reply ask(String method, URI uri, String... headers) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setReadTimeout((int) Await.DEADLINE.toMillis());
            for (int i = 0; i < headers.length; i += 2) {
                connection.setRequestProperty(headers[i], headers[i + 1]);
            }
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Reply(status, String.valueOf(connection.getContentType()),
                        String.valueOf(connection.getHeaderField("Content-Security-Policy")),
                        in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
