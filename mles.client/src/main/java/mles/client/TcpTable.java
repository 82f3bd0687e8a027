package mles.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The kernel's table of TCP connections, as Linux shows it to every user; empty on other systems. All sessions share one
 * look at it. Thread-safe.
 */
final class TcpTable {
    static final List<Path> FILES = List.of(Path.of("/proc/net/tcp6"), Path.of("/proc/net/tcp"));
    private static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
    private static final int IPV4_DIGITS = 8;
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int RETRANSMISSIONS = 6;
    private static final int PROBES = 8;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static Map<String, Integer> latest = Map.of();
    private static long readAt = System.nanoTime() - AGE_NANOS;

    private TcpTable() {
    }

    /** {@return the number of retransmissions in a row of the oldest bytes of a connection, 0 where that is not known} */
    static int retransmissions(InetSocketAddress local, InetSocketAddress remote) {
        LOCK.lock();
        try {
            if (System.nanoTime() - readAt >= AGE_NANOS) {
                latest = read(1);
                readAt = System.nanoTime();
            }
            return latest.getOrDefault(key(local, remote), 0);
        } finally {
            LOCK.unlock();
        }
    }

    /** {@return the retransmissions of each connection that has had {@code least}} */
    static Map<String, Integer> read(int least) {
        Map<String, Integer> found = new HashMap<>();
        for (Path file : FILES) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.skip(1).forEach(line -> add(line, least, found));
            } catch (IOException | UncheckedIOException e) {
                // no Linux, or not shown here
            }
        }
        return found;
    }

    /** {@return a connection as {@link #read} spells it} */
    static String key(InetSocketAddress local, InetSocketAddress remote) {
        return text(local) + ' ' + text(remote);
    }

    private static void add(String line, int least, Map<String, Integer> found) {
        String[] fields = line.trim().split("\\s+", -1);
        if (fields.length > PROBES) {
            // Segments that a filter on this machine drops were never sent, and are probed for.
            int count = Math.max(Integer.parseUnsignedInt(fields[RETRANSMISSIONS], 16),
                    Integer.parseInt(fields[PROBES]));
            if (count >= least) {
                found.put(mapped(fields[LOCAL]) + ' ' + mapped(fields[REMOTE]), count);
            }
        }
    }

    private static String mapped(String address) {
        return address.indexOf(':') == IPV4_DIGITS ? words(MAPPED_PREFIX) + address : address;
    }

    private static String text(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        return mapped(words(ip) + String.format(":%04X", address.getPort()));
    }

    /** {@return an address as the kernel prints it: number by number, as they lie in memory} */
    private static String words(byte[] ip) {
        ByteBuffer in = ByteBuffer.wrap(ip).order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        while (in.hasRemaining()) {
            text.append(String.format("%08X", in.getInt()));
        }
        return text.toString();
    }
}
