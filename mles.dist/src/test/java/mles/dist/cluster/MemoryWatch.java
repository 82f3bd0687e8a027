package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The most memory that servers were seen to have: messages by their own metric, and the whole process by the system. Neither may
 * be more than the settings allow.
 */
final class MemoryWatch {
    private static final long MEBI = 1 << 20;
    /** Java itself, and what Netty may take beside messages, as docs/operations.md plans it. */
    private static final long BESIDE = (72 + 64) * MEBI;
    private static final int HEADROOM_SHARE = 8;

    private final TestServers servers;
    private final long heap;
    private final long limit;
    private long mostUsed;
    private long mostResident;

    /**
     * @param heap  the heap of each server, in bytes
     * @param limit the memory-limit of each server, in bytes
     */
    MemoryWatch(TestServers servers, long heap, long limit) {
        this.servers = servers;
        this.heap = heap;
        this.limit = limit;
    }

    /** Looks at each server, and fails where one has too much. */
    void look() {
        for (int i = 0; i < servers.size(); i++) {
            long used = servers.metric(i, "mles_memory_used_bytes");
            long resident = servers.memory(i);
            mostUsed = Math.max(mostUsed, used);
            mostResident = Math.max(mostResident, resident);
            assertTrue(used <= limit, () -> "messages: at most " + limit + ", was " + used);
            assertTrue(resident <= mostOfProcess(), () -> "process: at most " + mostOfProcess() + ", was " + resident);
        }
    }

    private long mostOfProcess() {
        return heap + limit + limit / HEADROOM_SHARE + BESIDE;
    }

    @Override
    public String toString() {
        return "messages took at most " + mostUsed / 1024 + " KiB of " + limit / MEBI + " MiB, a process at most "
                + mostResident / MEBI + " MiB of " + mostOfProcess() / MEBI;
    }
}
