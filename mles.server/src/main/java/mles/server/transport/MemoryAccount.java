package mles.server.transport;

/** The one account of memory for messages (SPEC 9). It refuses nothing; the memory reclaimer makes room. Thread-safe. */
public interface MemoryAccount {
    /** Takes {@code bytes}, which are allocated. */
    void take(long bytes);

    /** Gives {@code bytes} back, which are free. */
    void give(long bytes);
}
