package mles.testkit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import mles.protocol.Credentials;

/**
 * The server under test: a plain server without an upstream, with all limits but these at what they are by default. Its
 * channels are filled with what the checks send, so it should serve no other clients. Immutable.
 */
public final class ServerTarget {
    private final InetSocketAddress address;
    private final Credentials credentials;
    private final int historyLimit;
    private final Duration patience;
    private final boolean mapped;

    private ServerTarget(Builder builder) {
        this.address = builder.address;
        this.credentials = builder.credentials;
        this.historyLimit = builder.historyLimit;
        this.patience = builder.patience;
        this.mapped = builder.mapped;
    }

    /** {@return a builder for the server at {@code address}} */
    public static Builder builder(InetSocketAddress address) {
        return new Builder(address);
    }

    /** Builder of a target. */
    public static final class Builder {
        private final InetSocketAddress address;
        private Credentials credentials = Credentials.none();
        private int historyLimit = 100;
        private Duration patience = Duration.ofSeconds(10);
        private boolean mapped;

        private Builder(InetSocketAddress address) {
            this.address = Objects.requireNonNull(address);
        }

        /** Sets what the server wants to be known; otherwise it is in address mode without an address key. */
        public Builder credentials(Credentials known) {
            credentials = known;
            return this;
        }

        /** Sets how many messages the server keeps for a channel (SPEC 5.3); 100 otherwise. */
        public Builder historyLimit(int frames) {
            if (frames < 0) {
                throw new IllegalArgumentException("a history limit is 0 or more, this is " + frames);
            }
            historyLimit = frames;
            return this;
        }

        /** Sets how long an answer may take until it counts as missing; 10 seconds otherwise. */
        public Builder patience(Duration longest) {
            patience = longest;
            return this;
        }

        /** Sets that the server knows only the mapped form of an IPv4 address, as the reference on [::] (SPEC 3.4). */
        public Builder mappedOnly(boolean only) {
            mapped = only;
            return this;
        }

        /** {@return the server} */
        public ServerTarget build() {
            return new ServerTarget(this);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    Credentials credentials() {
        return credentials;
    }

    int historyLimit() {
        return historyLimit;
    }

    Duration patience() {
        return patience;
    }

    long key(InetSocketAddress local, String uid, String channel) {
        return mapped ? credentials.mappedKey(local, uid, channel) : credentials.key(local, uid, channel);
    }
}
