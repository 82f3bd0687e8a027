package mles.cluster.nats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import mles.protocol.ChannelName;

/**
 * Place of a channel in NATS: the stream, and its token in subjects. Two names never share a token.
 *
 * @param stream number of the stream
 * @param token  letters, digits, {@code - _ %} for any name; a long name is cut and has its SHA-256 behind {@code ~}
 * @param id     short text for the channel among those of a stream, by which messages are told apart
 * @param isCut  whether the token does not spell the whole name
 */
record ChannelSubject(int stream, String token, String id, boolean isCut) {
    private static final int LONGEST = 200;
    private static final int KEPT_OF_LONG = 100;
    private static final int ID_BYTES = 16;
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final char ESCAPE = '%';
    private static final char HASHED = '~';
    /** Token of the channel with the empty name. */
    private static final String EMPTY = "%";

    static ChannelSubject of(ChannelName channel, int streams) {
        byte[] name = channel.text().getBytes(StandardCharsets.UTF_8);
        byte[] hash = sha256(name);
        int stream = Integer.remainderUnsigned(ByteBuffer.wrap(hash).getInt(), streams);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
        StringBuilder token = new StringBuilder(name.length == 0 ? EMPTY : "");
        for (int i = 0; i < name.length && token.length() <= LONGEST; i++) {
            if (PLAIN.indexOf(name[i]) >= 0) {
                token.append((char) name[i]);
            } else {
                token.append(ESCAPE).append(HexFormat.of().toHexDigits(name[i]));
            }
        }
        boolean isCut = token.length() > LONGEST;
        return new ChannelSubject(stream, isCut
                ? token.substring(0, KEPT_OF_LONG) + HASHED + HexFormat.of().formatHex(hash)
                : token.toString(), id, isCut);
    }

    private static byte[] sha256(byte[] name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
