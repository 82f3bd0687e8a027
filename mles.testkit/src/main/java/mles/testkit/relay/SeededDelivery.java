package mles.testkit.relay;

import java.util.random.RandomGenerator;

/** Picks the parcels of a {@link HandCarrier} by chance, and harms some. Thread: one. */
public final class SeededDelivery {
    private final HandCarrier carrier;
    private final RandomGenerator random;

    /**
     * Creates a delivery.
     *
     * @param random a seeded one, so that a run can be had again
     */
    public SeededDelivery(HandCarrier carrier, RandomGenerator random) {
        this.carrier = carrier;
        this.random = random;
    }

    /**
     * Delivers or harms one parcel.
     *
     * @return false when none is under way
     */
    public boolean step(Mishaps mishaps) {
        if (carrier.isEmpty()) {
            return false;
        }
        int dice = random.nextInt(100);
        int repeated = mishaps.lost() + mishaps.repeated();
        int delayed = repeated + mishaps.delayed();
        int reordered = delayed + mishaps.reordered();
        Parcel parcel = carrier.pick(random, dice < delayed || dice >= reordered);
        boolean datagram = parcel.kind() == Parcel.Kind.PROPOSAL || parcel.kind() == Parcel.Kind.LIVE;
        if (dice < mishaps.lost()) {
            carrier.lose(parcel);
        } else if (datagram && dice < repeated) {
            carrier.repeat(parcel);
        } else if (datagram && dice >= repeated && dice < delayed) {
            carrier.delay(parcel);
        } else {
            carrier.deliver(parcel);
        }
        return true;
    }
}
