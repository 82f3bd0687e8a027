package mles.testkit.relay;

import java.util.ArrayList;
import java.util.List;

/** Parcels on one way, in order. Live entries may overtake each other, nothing else. */
final class Line {
    private final List<Parcel> parcels = new ArrayList<>();

    List<Parcel> parcels() {
        return parcels;
    }

    /** {@return the number of parcels that may be the next to arrive} */
    int ready() {
        int live = 0;
        while (live < parcels.size() && parcels.get(live).kind() == Parcel.Kind.LIVE) {
            live++;
        }
        return live == 0 ? Math.min(1, parcels.size()) : live;
    }
}
