package mles.server.config;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Resources of the machine or container, and the defaults that follow from them. */
final class HostDefaults {
    /** Files that are not connections: listeners, the runtime image, stores, links. */
    private static final long RESERVED_FILES = 500;
    private static final long UNAUTHENTICATED = 256 * Units.MIB;
    /** Memory that Java takes beside heap and messages: its classes, its code, its threads. */
    private static final long JAVA = 72 * Units.MIB;
    /** Heap that is in use without any connection, or in passing. */
    private static final long HEAP_AT_REST = 16 * Units.MIB;
    private static final long HEAP_OF_A_CONNECTION = 2 * Units.KIB;

    private HostDefaults() {
    }

    /** {@return {@code share}, as in {@code 25%}, of the memory of this machine or container, in bytes} */
    static long memoryShare(String share) {
        int percent = Integer.parseInt(share.substring(0, share.length() - 1).strip());
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("share: expected 1% to 100%, was " + share);
        }
        return system().getTotalMemorySize() / 100 * percent;
    }

    /**
     * {@return the default of the memory limit for messages: a quarter of the machine or container, and on a small one two
     * thirds of the memory beside the heap, since buffers of sockets need the rest}
     */
    static long messageMemory() {
        long beside = memoryShare("100%") - Runtime.getRuntime().maxMemory() - JAVA;
        return Math.clamp(beside * 2 / 3, 16 * Units.MIB, Math.max(16 * Units.MIB, memoryShare("25%")));
    }

    /** {@return the default share of the heap for channels and members} */
    static long heapForMembers() {
        return Math.max(Units.MIB, (Runtime.getRuntime().maxMemory() - HEAP_AT_REST) / 2);
    }

    /** {@return the default limit of bytes held for unauthenticated connections} */
    static long unauthenticatedLimit(long memoryLimit) {
        return Math.min(UNAUTHENTICATED, memoryLimit / 2);
    }

    /** {@return whether there are sockets of IPv6} */
    static boolean hasIpv6() {
        try {
            SocketChannel.open(StandardProtocolFamily.INET6).close();
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }

    /** {@return the limit on open files less a reserve, or as many as fit into a quarter of the heap, if that is less} */
    static int connectionLimit() {
        long files = system() instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : 10_000;
        long fit = (Runtime.getRuntime().maxMemory() - HEAP_AT_REST) / 4 / HEAP_OF_A_CONNECTION;
        return Math.clamp(Math.min(files - RESERVED_FILES, fit), 16, Integer.MAX_VALUE);
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
