package mles.server.spi;

/** Provides a place where history survives the server. Found as a service, chosen by its name. */
public interface HistoryStoreProvider {
    /** {@return the name by which it is chosen, lower case: {@code file} in {@code --history file:DIR}} */
    String name();

    /**
     * {@return a store, which does nothing before {@link HistoryStore#start}}
     *
     * @throws IllegalArgumentException when the argument in {@code settings} cannot be; the message says what was seen and
     *                                  what is allowed
     */
    HistoryStore create(HistorySettings settings);
}
