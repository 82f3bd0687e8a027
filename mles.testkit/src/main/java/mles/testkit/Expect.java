package mles.testkit;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** Demands of a check. A failure names what was due and what was seen, in few words. */
final class Expect {
    private static final int SHOWN = 40;

    private Expect() {
    }

    static void that(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    static void equal(@Nullable Object due, @Nullable Object seen) {
        equal(due, seen, "");
    }

    static void equal(@Nullable Object due, @Nullable Object seen, String what) {
        if (!Objects.equals(due, seen)) {
            throw new AssertionError(about(what) + "due is " + due + ", seen is " + seen);
        }
    }

    static void equal(byte[] due, byte[] seen) {
        int at = Arrays.mismatch(due, seen);
        if (at >= 0) {
            throw new AssertionError("due are " + due.length + " bytes, seen are " + seen.length
                    + ", different from byte " + at + " on: due " + from(due, at) + ", seen " + from(seen, at));
        }
    }

    static void equal(List<Frame> due, List<Frame> seen, String what) {
        for (int i = 0; i < Math.min(due.size(), seen.size()); i++) {
            if (!due.get(i).equals(seen.get(i))) {
                throw new AssertionError(about(what) + "frame " + i + " of " + due.size() + " is another: due "
                        + Texts.of(due.get(i)) + ", seen " + Texts.of(seen.get(i)));
            }
        }
        equal(due.size(), seen.size(), about(what) + "number of frames");
    }

    static <T> T present(Optional<T> value, String otherwise) {
        return value.orElseThrow(() -> new AssertionError(otherwise));
    }

    static void empty(Optional<?> value, String otherwise) {
        that(value.isEmpty(), otherwise);
    }

    private static String about(String what) {
        return what.isEmpty() ? "" : what + ": ";
    }

    private static String from(byte[] bytes, int at) {
        int end = Math.min(bytes.length, at + SHOWN);
        return HexFormat.of().formatHex(bytes, at, end) + (end < bytes.length ? "…" : "");
    }
}
