package mles.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * A golden case of the format of sealed messages (docs/sealed.md). The file lies beside this class as {@code sealed.json}.
 *
 * @param note    what it shows
 * @param secret  the secret as typed
 * @param channel the channel to which it is bound
 * @param uid     the sender to which it is bound
 * @param nonce   12 bytes
 * @param content what is sealed
 * @param key     32 bytes made of secret and channel
 * @param sealed  the whole payload of the message
 */
public record SealedVector(String note, String secret, String channel, String uid, ByteBuffer nonce, ByteBuffer content,
        ByteBuffer key, ByteBuffer sealed) {
    /** {@return all cases in this jar} */
    public static List<SealedVector> all() {
        try (InputStream in = Objects.requireNonNull(SealedVector.class.getResourceAsStream("sealed.json"))) {
            return Json.read(in).objects("cases").stream().map(SealedVector::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SealedVector of(Json json) {
        return new SealedVector(json.text("note"), json.text("secret"), json.text("channel"), json.text("uid"),
                json.hex("nonce"), json.hex("content"), json.hex("key"), json.hex("sealed"));
    }
}
