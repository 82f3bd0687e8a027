package mles.server.spi;

/** Provides an engine that orders the entries of channels for many servers. Found as a service, chosen by its scheme. */
public interface RelayProvider {
    /** {@return the scheme by which it is chosen, lower case: {@code nats} in {@code --cluster nats://HOST:PORT}} */
    String scheme();

    /**
     * {@return an engine, which does nothing before {@link Relay#start}}
     *
     * @throws IllegalArgumentException when the address in {@code settings} cannot be; the message says what is expected
     *                                  and what was seen, without a secret; the server puts the setting's
     *                                  name before it
     */
    Relay create(RelaySettings settings);
}
