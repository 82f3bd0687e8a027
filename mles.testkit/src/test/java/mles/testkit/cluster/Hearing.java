package mles.testkit.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A walk of one member through the order, frame by frame as it hears them. Frames that are in the order twice leave it open
 * where the member is: all places that fit are kept.
 */
final class Hearing {
    private final EngineOrder order;
    private final IntPredicate mayHear;
    private final IntPredicate maySkip;
    private List<Integer> places = List.of();

    /** Asks by places in the order which of the frames there the member may hear, and which it may not hear. */
    Hearing(EngineOrder order, IntPredicate mayHear, IntPredicate maySkip) {
        this.order = order;
        this.mayHear = mayHear;
        this.maySkip = maySkip;
    }

    /** It begins at one of these places. */
    void begin(List<Integer> starts) {
        places = starts;
    }

    boolean hasBegun() {
        return !places.isEmpty();
    }

    void hear(long key) {
        List<Integer> next = places.stream().flatMap(place -> behind(place, key).stream()).distinct().toList();
        if (next.isEmpty()) {
            throw new AssertionError("expected to hear " + expected() + ", was " + FrameBook.name(key));
        }
        places = next;
    }

    /** Everything was delivered. */
    void checkComplete() {
        if (places.stream().noneMatch(place -> IntStream.range(place, order.size()).allMatch(maySkip))) {
            throw new AssertionError("expected to hear " + expected());
        }
    }

    private List<Integer> behind(int from, long key) {
        List<Integer> found = new ArrayList<>(1);
        for (int copy : order.places(key)) {
            if (copy >= from && mayHear.test(copy) && IntStream.range(from, copy).allMatch(maySkip)) {
                found.add(copy + 1);
            }
        }
        return found;
    }

    private List<String> expected() {
        return places.stream().flatMapToInt(place -> IntStream.range(place, order.size()).dropWhile(maySkip).limit(1))
                .mapToObj(place -> FrameBook.name(order.key(place))).toList();
    }
}
