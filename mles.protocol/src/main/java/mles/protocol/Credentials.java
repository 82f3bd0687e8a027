package mles.protocol;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that both ends of a connection know, and the keys that follow from them (SPEC 3.2). With a shared key nothing else
 * counts. Without one the connection is in <em>address mode</em>: the client's socket address, then the address key if
 * there is one. Immutable; nothing secret shows in {@link #toString()}.
 */
public final class Credentials {
    /** Characters from which on a secret cannot be found by trying. */
    private static final int LONG_ENOUGH = 16;
    private static final Credentials NONE = new Credentials("", "");

    private final String sharedKey;
    private final String addressKey;

    private Credentials(String sharedKey, String addressKey) {
        this.sharedKey = sharedKey;
        this.addressKey = addressKey;
    }

    /** {@return credentials without any secret: address mode} */
    public static Credentials none() {
        return NONE;
    }

    /**
     * {@return the credentials made of these secrets; null or empty means none}
     *
     * @throws ProtocolException {@code BAD_TEXT} when a secret holds half a surrogate pair
     */
    public static Credentials of(@Nullable CharSequence sharedKey, @Nullable CharSequence addressKey) {
        return new Credentials(checked(sharedKey), checked(addressKey));
    }

    /** {@return whether the client's address takes the place of a shared key} */
    public boolean addressMode() {
        return sharedKey.isEmpty();
    }

    /** {@return whether any secret is configured that takes part in keys} */
    public boolean hasSecret() {
        return !sharedKey.isEmpty() || !addressKey.isEmpty();
    }

    /** {@return whether a secret has fewer than 16 characters, so that one captured frame lets it be found by trying} */
    public boolean hasShortSecret() {
        String secret = addressMode() ? addressKey : sharedKey;
        return !secret.isEmpty() && secret.length() < LONG_ENOUGH;
    }

    /**
     * {@return the key of a connection}
     *
     * @param client  the client's own end of the connection; read in address mode only
     * @param uid     as in the first message
     * @param channel as in the first message
     * @throws ProtocolException        {@code BAD_TEXT} when a name holds half a surrogate pair
     * @throws IllegalArgumentException in address mode, when {@code client} is not resolved
     */
    public long key(InetSocketAddress client, String uid, String channel) {
        return addressMode() ? addressKey(AddressText.of(client), uid, channel) : sharedKey(uid, channel);
    }

    /**
     * {@return the key in address mode as a server on {@code [::]} that knows only mapped addresses wants it from an
     * IPv4 client (SPEC 3.4); with a shared key the same as {@link #key}}
     */
    public long mappedKey(InetSocketAddress client, String uid, String channel) {
        return addressMode() ? addressKey(AddressText.mapped(client), uid, channel) : sharedKey(uid, channel);
    }

    /**
     * {@return whether {@code key} is right for a client at {@code remote}} In address mode both forms of an IPv4
     * address count (SPEC 3.4). The time taken does not depend on where the keys differ (SPEC 3.5).
     */
    public boolean matches(long key, InetSocketAddress remote, String uid, String channel) {
        boolean plain = (key ^ key(remote, uid, channel)) == 0;
        boolean mapped = addressMode() && AddressText.hasTwoForms(remote)
                && (key ^ mappedKey(remote, uid, channel)) == 0;
        return plain || mapped;
    }

    /** Says which kind of credentials these are, never what they are. */
    @Override
    public String toString() {
        return addressMode() ? addressKey.isEmpty() ? "address" : "address with key" : "shared key";
    }

    private long sharedKey(String uid, String channel) {
        return ConnectionKey.of(sharedKey, uid, channel);
    }

    private long addressKey(String address, String uid, String channel) {
        return addressKey.isEmpty()
                ? ConnectionKey.of(address, uid, channel)
                : ConnectionKey.of(address, addressKey, uid, channel);
    }

    private static String checked(@Nullable CharSequence secret) {
        if (secret == null) {
            return "";
        }
        Utf8.encode(secret);
        return secret.toString();
    }
}
