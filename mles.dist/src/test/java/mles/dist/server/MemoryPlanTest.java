package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mles.server.config.ConfigException;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    @Test
    void nettyMayTakeWhatMessagesTakeAndSome() {
        assertEquals("heap 256MiB, direct 640MiB, memory-limit 512MiB",
                MemoryPlan.of(256 * MIB, 512 * MIB, 1024 * MIB).toString());
    }

    @Test
    void inASmallContainerItMayTakeTheRest() {
        assertEquals("heap 32MiB, direct 24MiB, memory-limit 16MiB",
                MemoryPlan.of(32 * MIB, 16 * MIB, 128 * MIB).toString());
    }

    @Test
    void heapAndMessagesMustFitTogether() {
        assertEquals(696 * MIB, MemoryPlan.of(256 * MIB, 696 * MIB, 1024 * MIB).limit());
        ConfigException e = assertThrows(ConfigException.class,
                () -> MemoryPlan.of(256 * MIB, 697 * MIB, 1024 * MIB));
        assertEquals(
                "memory-limit: expected a machine or container of at least 1025MiB (697MiB for messages, 256MiB of heap,"
                        + " 72MiB for Java), was 1024MiB",
                e.getMessage());
    }
}
