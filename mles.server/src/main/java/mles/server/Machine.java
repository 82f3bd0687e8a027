package mles.server;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the machine, or the container, has to offer: the defaults that follow it. */
final class Machine {
    /** Files that are not connections: listeners, the runtime image, stores, links. */
    private static final long RESERVED_FILES = 500;
    private static final long UNAUTHENTICATED = 256 * Units.MIB;

    private Machine() {
    }

    /** {@return {@code share}, as in {@code 25%}, of the memory of this machine or container, in bytes} */
    static long memoryShare(String share) {
        int percent = Integer.parseInt(share.substring(0, share.length() - 1).strip());
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("a share from 1% to 100%, not " + share);
        }
        return system().getTotalMemorySize() / 100 * percent;
    }

    /** {@return what may be held for the unauthenticated when nothing else is said} */
    static long unauthenticatedLimit(long memoryLimit) {
        return Math.min(UNAUTHENTICATED, memoryLimit / 2);
    }

    /** {@return the limit on open files less a reserve} */
    static int connectionLimit() {
        long files = system() instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : 10_000;
        return Math.clamp(files - RESERVED_FILES, 16, Integer.MAX_VALUE);
    }

    /** {@return the event loops that serve best here: one up to two processors, where a hop costs more than it wins} */
    static int loops() {
        int processors = Runtime.getRuntime().availableProcessors();
        return processors <= 2 ? 1 : processors;
    }

    private static OperatingSystemMXBean system() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
