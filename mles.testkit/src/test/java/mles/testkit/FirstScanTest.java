package mles.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import mles.protocol.FirstScan;
import mles.protocol.ProtocolException;
import org.junit.jupiter.api.Test;

/** However large a first payload is, and whatever it is made of, reading it takes the memory of its names and no more. */
class FirstScanTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SIZE = 1 << 20;
    private static final int LONGEST_NAME = 4096;
    /** Garbage included: of the names, of what is read so far, and of a fault. */
    private static final int MOST = 48 * 1024;
    private static final int READ = 64 * 1024;

    @Test
    void noPayloadMakesItTakeMemory() {
        payloads().forEach((what, payload) -> {
            scan(payload);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            scan(payload);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated <= MOST, what + ": " + allocated + " bytes for " + payload.length);
        });
    }

    private static void scan(byte[] payload) {
        FirstScan scan = new FirstScan(payload.length, LONGEST_NAME);
        for (int there = 0; there < payload.length; there += READ) {
            scan.advance(ByteBuffer.wrap(payload, 0, there));
        }
        scan.advance(ByteBuffer.wrap(payload));
        try {
            scan.finish();
        } catch (ProtocolException e) {
            // a verdict like any other
        }
    }

    private static Map<String, byte[]> payloads() {
        String message = "a3 63'uid' ";
        String rest = " 67'channel' 61'c' 67'message' 40";
        String item = "a1 6e'resync_message' ";
        String frame = "4d 000001 00000000 0000000000000000 00";
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("a name in chunks", payload(message + "7f", "63 e282ac", "ff" + rest));
        all.put("a long name", payload(message + "7a 000fffff", "61", ""));
        all.put("a message in chunks", payload("a3 63'uid' 60 67'channel' 60 67'message' 5f", "41 00", "ff"));
        all.put("a message of numbers", payload("83 60 60 9f", "18 ff", "ff"));
        all.put("an unknown field of numbers", payload("bf 61'x' 9f", "00", "ff 63'uid' 60" + rest + " ff"));
        all.put("an unknown field of maps", payload("bf 61'x' 9f", "a1 00 a0", "ff 63'uid' 60" + rest + " ff"));
        all.put("an unknown field of strings", payload("bf 61'x' 9f", "62'xy'", "ff 63'uid' 60" + rest + " ff"));
        all.put("unknown fields by name", payload("bf", "61'x' 00", "63'uid' 60" + rest + " ff"));
        all.put("unknown fields by number", payload("bf", "09 00", "63'uid' 60" + rest + " ff"));
        all.put("a key in chunks", payload("bf 7f", "61'x'", "ff 00 63'uid' 60" + rest + " ff"));
        all.put("nesting", payload("bf 61'x'", "81", ""));
        all.put("tags", payload("bf 61'x'", "c1", ""));
        all.put("many chunked strings", payload("bf 61'x' 9f", "7f 61'x' ff", "ff"));
        all.put("a resync of many items", payload(item + "9f", "81 51" + frame, "ff"));
        all.put("a resync of bad items", payload(item + "9f", "81 40", "ff"));
        all.put("a resync of items in chunks", payload(item + "9f", "81 5f 51" + frame + "ff", "ff"));
        all.put("a first item in chunks",
                payload(item + "81 81 5f 50 4d 0ffff0 000000000000000000000000", "41 00", "ff"));
        all.put("a first item of numbers", payload(item + "81 81 9f 18 4d", "00", "ff"));
        all.put("a first item of many",
                payload(item + "81 81 5a 000fffff 4d 0fffef 000000000000000000000000 9f", "00", ""));
        return all;
    }

    /** {@return {@code begin}, {@code again} as often as it fits into {@value #SIZE} bytes, and {@code end}} */
    private static byte[] payload(String begin, String again, String end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(begin));
        byte[] part = bytes(again);
        while (out.size() < SIZE) {
            out.writeBytes(part);
        }
        out.writeBytes(bytes(end));
        return out.toByteArray();
    }

    /** {@return the bytes of {@code spelled}: hexadecimal digits, and text in quotes} */
    private static byte[] bytes(String spelled) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean quoted = false;
        for (String part : spelled.split("'", -1)) {
            out.writeBytes(quoted
                    ? part.getBytes(StandardCharsets.UTF_8)
                    : HexFormat.of().parseHex(part.replace(" ", "")));
            quoted = !quoted;
        }
        return out.toByteArray();
    }
}
