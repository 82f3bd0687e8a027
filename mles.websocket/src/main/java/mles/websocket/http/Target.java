package mles.websocket.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Target of a request: {@code /channels/NAME?uid=UID}. A name is one segment of the path and nothing but a name: percent-encoded it
 * may hold any characters.
 */
final class Target {
    private static final String CHANNELS = "/channels/";
    private static final String TICKETS = "/tickets";
    private static final String DESCRIPTION = "/openapi.json";
    private static final int HEX = 16;

    private final String path;
    private final String query;

    Target(String uri) {
        int at = uri.indexOf('?');
        path = at < 0 ? uri : uri.substring(0, at);
        query = at < 0 ? "" : uri.substring(at + 1);
    }

    /** Kind of resource. */
    enum Kind {
        /** Below {@code /channels/}. */
        CHANNEL,
        /** {@code /tickets}. */
        TICKETS,
        /** {@code /openapi.json}. */
        DESCRIPTION,
        /** Nothing of requests for channels. */
        OTHER
    }

    Kind kind() {
        if (path.startsWith(CHANNELS)) {
            return Kind.CHANNEL;
        }
        return switch (path) {
            case TICKETS -> Kind.TICKETS;
            case DESCRIPTION -> Kind.DESCRIPTION;
            default -> Kind.OTHER;
        };
    }

    /**
     * {@return the name of the channel; empty where there is none, or more than one segment}
     *
     * @throws CharacterCodingException when it is not percent-encoded UTF-8
     */
    Optional<String> channel() throws CharacterCodingException {
        String segment = path.substring(CHANNELS.length());
        return segment.isEmpty() || segment.indexOf('/') >= 0 ? Optional.empty() : Optional.of(decoded(segment, false));
    }

    /**
     * {@return the first value of a parameter}
     *
     * @throws CharacterCodingException when it is not percent-encoded UTF-8
     */
    Optional<String> parameter(String name) throws CharacterCodingException {
        for (String each : query.split("&", -1)) {
            if (each.startsWith(name) && each.startsWith("=", name.length())) {
                return Optional.of(decoded(each.substring(name.length() + 1), true));
            }
        }
        return Optional.empty();
    }

    /** {@return the text of a header that was taken for ISO 8859-1, and is UTF-8} */
    static String header(String latin) throws CharacterCodingException {
        return utf8(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String decoded(String text, boolean plusIsSpace) throws CharacterCodingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '%') {
                bytes.write(HEX * digit(text, ++i) + digit(text, ++i));
            } else {
                bytes.write(each == '+' && plusIsSpace ? ' ' : each);
            }
        }
        return utf8(bytes.toByteArray());
    }

    private static int digit(String text, int at) throws CharacterCodingException {
        int digit = at < text.length() ? Character.digit(text.charAt(at), HEX) : -1;
        if (digit < 0 || text.charAt(at) > 'f') {
            throw new CharacterCodingException();
        }
        return digit;
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
