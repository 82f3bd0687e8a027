package mles.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.protocol.Credentials;
import mles.server.spi.NamedKey;
import org.jspecify.annotations.Nullable;

/** Configuration of a server: a value for each {@link Setting}, and the secrets of its clients. Immutable. */
public final class ServerConfig {
    private final Map<Setting<?>, Object> values;
    private final List<ChannelRule> rules;
    private final Credentials credentials;
    private final @Nullable SecretToken browserToken;
    private final @Nullable SecretToken adminToken;
    private final @Nullable TlsIdentity tls;
    private final TlsTrust tlsTrust;
    private final List<NamedKey> keyRing;

    private ServerConfig(Builder builder) {
        this.values = Map.copyOf(builder.values);
        this.rules = List.copyOf(builder.rules);
        this.credentials = builder.credentials;
        this.browserToken = builder.browserToken;
        this.adminToken = builder.adminToken;
        this.tls = builder.tls;
        this.tlsTrust = builder.tlsTrust;
        this.keyRing = builder.keyRing;
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

    /**
     * {@return the value of {@code setting} for one channel: that of the longest pattern that matches, of several so long the
     * last one}
     */
    @SuppressWarnings("unchecked") // parse() takes no other type
    public <T> T get(Setting<T> setting, String channel) {
        ChannelRule best = null;
        for (ChannelRule rule : rules) {
            if (rule.isFor(setting, channel) && (best == null || rule.weight() >= best.weight())) {
                best = rule;
            }
        }
        return best == null ? get(setting) : (T) best.value();
    }

    /** {@return the largest value of {@code setting} that any channel has} */
    @SuppressWarnings("unchecked") // parse() takes no other type
    public <T extends Comparable<T>> T largest(Setting<T> setting) {
        return rules.stream().filter(rule -> rule.isFor(setting)).map(rule -> (T) rule.value())
                .reduce(get(setting), (one, other) -> one.compareTo(other) < 0 ? other : one);
    }

    /** {@return the settings of some channels only, by their key in a file: {@code channel.PATTERN.history-limit}} */
    public Map<String, String> channelSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        rules.forEach(rule -> settings.put(rule.key(), rule.text()));
        return settings;
    }

    /** {@return whether all channels have the same settings} */
    public boolean isUniform() {
        return rules.isEmpty();
    }

    /** {@return bytes that may be held for unauthenticated connections, in all; the default follows another setting} */
    public long unauthenticatedBytes() {
        return isSet(Settings.MAX_UNAUTHENTICATED)
                ? get(Settings.MAX_UNAUTHENTICATED)
                : HostDefaults.unauthenticatedLimit(get(Settings.MEMORY_LIMIT));
    }

    /** {@return whether {@code setting} was set} */
    public boolean isSet(Setting<?> setting) {
        return values.containsKey(setting);
    }

    /** {@return the secrets of clients} */
    public Credentials credentials() {
        return credentials;
    }

    /** {@return whether {@code candidate} is the token for browsers; false where there is none} Takes constant time. */
    public boolean isBrowserToken(CharSequence candidate) {
        return browserToken != null && browserToken.is(candidate);
    }

    /** {@return whether there is a token for browsers} */
    public boolean hasBrowserToken() {
        return browserToken != null;
    }

    /** {@return the TLS identity of the server, null without one} */
    public @Nullable TlsIdentity tls() {
        return tls;
    }

    /** {@return whether a client has to know a secret} */
    public boolean isGuarded() {
        return credentials.hasSecret() || !keyRing.isEmpty();
    }

    /** {@return the names of the keys that are too short} */
    public List<String> shortKeys() {
        return Stream.concat(Stream.of(credentials).filter(Credentials::hasShortSecret).map(key -> "the " + key),
                keyRing.stream().filter(key -> key.credentials().hasShortSecret())
                        .map(key -> "the key of " + key.name()))
                .toList();
    }

    /** {@return the keys that clients may have beside the shared one} */
    public List<NamedKey> keyRing() {
        return keyRing;
    }

    /** {@return the authorities trusted to identify an upstream server} */
    public TlsTrust tlsTrust() {
        return tlsTrust;
    }

    /** {@return whether {@code candidate} is the token for operators; false where there is none} Takes constant time. */
    public boolean isAdminToken(CharSequence candidate) {
        return adminToken != null && adminToken.is(candidate);
    }

    /** {@return whether there is a token for operators} */
    public boolean hasAdminToken() {
        return adminToken != null;
    }

    /**
     * {@return the configuration with which a server that runs with this one goes on after a reload of {@code next}: the new
     * secrets, certificate and channels, and those settings that may change}
     */
    public ServerConfig reloaded(ServerConfig next) {
        Builder builder = next.toBuilder();
        builder.values.keySet().removeIf(setting -> !setting.isReloadable());
        Map<Setting<?>, Object> kept = new HashMap<>(values);
        kept.keySet().removeIf(Setting::isReloadable);
        builder.values.putAll(kept);
        return builder.build();
    }

    /** {@return the settings that have another value in {@code other}} */
    public List<Setting<?>> differences(ServerConfig other) {
        return Stream.of(values, other.values).map(Map::keySet).flatMap(Set::stream).distinct()
                .filter(setting -> !get(setting).equals(other.get(setting)))
                .sorted(Comparator.comparing(Setting::name)).collect(Collectors.toList());
    }

    /** {@return a builder that starts from this} */
    public Builder toBuilder() {
        Builder builder = new Builder().credentials(credentials);
        builder.browserToken = browserToken;
        builder.adminToken = adminToken;
        builder.tls = tls;
        builder.tlsTrust = tlsTrust;
        builder.keyRing = keyRing;
        builder.values.putAll(values);
        builder.rules.addAll(rules);
        return builder;
    }

    /** Collects values. For one thread. */
    public static final class Builder {
        private final Map<Setting<?>, Object> values = new HashMap<>();
        private final List<ChannelRule> rules = new ArrayList<>();
        private Credentials credentials = Credentials.none();
        private @Nullable SecretToken browserToken;
        private @Nullable SecretToken adminToken;
        private @Nullable TlsIdentity tls;
        private TlsTrust tlsTrust = TlsTrust.ofJava();
        private List<NamedKey> keyRing = List.of();

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

        /**
         * Sets one value for some channels only, from its text.
         *
         * @param pattern the names of the channels; {@code *} stands for any characters, and the longest pattern that
         *                matches a name counts
         * @param setting one that {@linkplain Setting#isPerChannel() may differ}
         * @throws ConfigException when it is another one, or the text is not a value, or one out of bounds
         */
        public <T> Builder parse(String pattern, Setting<T> setting, String text) {
            if (!setting.isPerChannel()) {
                throw new ConfigException(setting + ": expected a setting of single channels, was one of the server");
            }
            rules.add(ChannelRule.of(pattern, setting, setting.check(setting.parse(text))));
            return this;
        }

        /** Sets the shared key and the address key; null or empty means none (SPEC 3.2). */
        public Builder keys(@Nullable CharSequence sharedKey, @Nullable CharSequence addressKey) {
            return credentials(Credentials.of(sharedKey, addressKey));
        }

        /** Sets the token that browsers bring along where {@code ws-auth} is {@code token}; null or empty means none. */
        public Builder browserToken(@Nullable CharSequence token) {
            browserToken = SecretToken.of(token);
            return this;
        }

        /** Sets what the server shows of itself where it listens on {@code tls://} and {@code wss://}; null means nothing. */
        public Builder tls(@Nullable TlsIdentity identity) {
            tls = identity;
            return this;
        }

        /** Sets whom to believe that a peer at {@code tls://} is who it says. */
        public Builder tlsTrust(TlsTrust trust) {
            tlsTrust = trust;
            return this;
        }

        /** Sets the keys that clients may have beside the shared one; with keys set, no connection is admitted by its address alone. */
        public Builder keyRing(List<NamedKey> keys) {
            keyRing = List.copyOf(keys);
            return this;
        }

        /** Sets the token that operators bring along, without which {@code admin} is for this machine only. */
        public Builder adminToken(@Nullable CharSequence token) {
            adminToken = SecretToken.of(token);
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
