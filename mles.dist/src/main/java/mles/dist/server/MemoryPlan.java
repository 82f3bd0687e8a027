package mles.dist.server;

import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;

/**
 * Shares of the machine's memory, in bytes.
 *
 * @param heap   the most that Java's objects may take, fixed when the process started
 * @param limit  the most that messages may take, outside the heap
 * @param direct the most that Netty may take outside the heap: {@code limit} and what it needs around messages
 */
record MemoryPlan(long heap, long limit, long direct) {
    private static final int MEBI = 20;
    private static final long HEADROOM = 64L << MEBI;
    /** Memory that Java takes beside heap and messages: its classes, its code, its threads. */
    private static final long JAVA = 72L << MEBI;
    private static final int HEADROOM_SHARE = 8;

    /**
     * {@return the shares of this process}
     *
     * @throws ConfigException when heap, messages and Java do not fit into the machine together
     */
    static MemoryPlan of(ServerConfig config) {
        return of(Runtime.getRuntime().maxMemory(), config.get(Settings.MEMORY_LIMIT),
                Settings.MEMORY_LIMIT.parse("100%"));
    }

    static MemoryPlan of(long heap, long limit, long machine) {
        long beside = machine - heap - JAVA;
        if (limit > beside) {
            throw new ConfigException("memory-limit: expected a machine or container of at least "
                    + mebibytes(limit + heap + JAVA) + " (" + mebibytes(limit) + " for messages, " + mebibytes(heap)
                    + " of heap, " + mebibytes(JAVA) + " for Java), was " + mebibytes(machine));
        }
        return new MemoryPlan(heap, limit, Math.min(limit + HEADROOM + limit / HEADROOM_SHARE, beside));
    }

    /** Sets Netty's own limit; without effect once Netty is loaded. */
    void limitNetty() {
        System.setProperty("io.netty.maxDirectMemory", Long.toString(direct));
    }

    /** The shares as the log shows them. */
    @Override
    public String toString() {
        return "heap " + mebibytes(heap) + ", direct " + mebibytes(direct) + ", memory-limit " + mebibytes(limit);
    }

    private static String mebibytes(long bytes) {
        return (bytes >> MEBI) + "MiB";
    }
}
