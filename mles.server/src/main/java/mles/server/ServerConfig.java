package mles.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import mles.protocol.Credentials;
import org.jspecify.annotations.Nullable;

/** How a server is to run: a value for each {@link Setting}, and what its clients must know. Immutable. */
public final class ServerConfig {
    private final Map<Setting<?>, Object> values;
    private final Credentials credentials;
    private final @Nullable String browserToken;

    private ServerConfig(Builder builder) {
        this.values = Map.copyOf(builder.values);
        this.credentials = builder.credentials;
        this.browserToken = builder.browserToken;
    }

    /** {@return a builder that starts from the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the value of {@code setting}, its default where none was set} */
    @SuppressWarnings("unchecked") // set() takes no other type
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        return value == null ? setting.defaultValue() : (T) value;
    }

    /** {@return whether {@code setting} was set} */
    public boolean isSet(Setting<?> setting) {
        return values.containsKey(setting);
    }

    /** {@return what clients must know} */
    public Credentials credentials() {
        return credentials;
    }

    /** {@return whether {@code candidate} is the token for browsers; false where there is none} Takes constant time. */
    public boolean isBrowserToken(CharSequence candidate) {
        return browserToken != null && MessageDigest.isEqual(bytes(browserToken), bytes(candidate));
    }

    /** {@return whether there is a token for browsers} */
    public boolean hasBrowserToken() {
        return browserToken != null;
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** {@return a builder that starts from this} */
    public Builder toBuilder() {
        Builder builder = new Builder().credentials(credentials);
        builder.browserToken = browserToken;
        builder.values.putAll(values);
        return builder;
    }

    /** Collects values. For one thread. */
    public static final class Builder {
        private final Map<Setting<?>, Object> values = new HashMap<>();
        private Credentials credentials = Credentials.none();
        private @Nullable String browserToken;

        private Builder() {
        }

        /**
         * Sets one value.
         *
         * @throws ConfigException when it is out of bounds
         */
        public <T> Builder set(Setting<T> setting, T value) {
            values.put(setting, setting.check(value));
            return this;
        }

        /**
         * Sets one value from its text.
         *
         * @throws ConfigException when the text is not a value, or one out of bounds
         */
        public <T> Builder parse(Setting<T> setting, String text) {
            return set(setting, setting.parse(text));
        }

        /** Sets the shared key and the address key; null or empty means none (SPEC 3.2). */
        public Builder keys(@Nullable CharSequence sharedKey, @Nullable CharSequence addressKey) {
            return credentials(Credentials.of(sharedKey, addressKey));
        }

        /** Sets the token that browsers bring along where {@code ws-auth} is {@code token}; null or empty means none. */
        public Builder browserToken(@Nullable CharSequence token) {
            browserToken = token == null || token.isEmpty() ? null : token.toString();
            return this;
        }

        /** {@return the configuration} */
        public ServerConfig build() {
            return new ServerConfig(this);
        }

        private Builder credentials(Credentials given) {
            this.credentials = given;
            return this;
        }
    }
}
