package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mles.server.ConfigException;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void nettyMayTakeWhatMessagesTakeAndSome() {
        assertEquals("heap 256MiB, direct 640MiB, memory-limit 512MiB",
                Memory.of(256 * MIB, 512 * MIB, 1024 * MIB).toString());
    }

    @Test
    void heapAndMessagesMustFitTogether() {
        assertEquals(768 * MIB, Memory.of(256 * MIB, 768 * MIB, 1024 * MIB).limit());
        ConfigException e = assertThrows(ConfigException.class,
                () -> Memory.of(256 * MIB, 769 * MIB, 1024 * MIB));
        assertEquals("memory-limit: 769MiB and a heap of 256MiB do not fit into the 1024MiB of this machine",
                e.getMessage());
    }
}
