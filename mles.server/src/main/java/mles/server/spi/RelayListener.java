package mles.server.spi;

/** Listens to the state of an engine. Thread: any; returns at once. */
public interface RelayListener {
    /** The engine can be used. */
    void up();

    /**
     * The engine cannot be used for now.
     *
     * @param why one line, without a secret
     */
    void down(String why);
}
