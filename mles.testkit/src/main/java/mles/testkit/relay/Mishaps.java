package mles.testkit.relay;

/**
 * Frequencies of what a {@link SeededDelivery} does to parcels, in percent. Their sum is 100 at most; the other parcels arrive.
 *
 * @param lost      parcels of any kind, with what {@link Parcel.Kind} says of it
 * @param repeated  proposals and live entries that arrive and stay under way
 * @param delayed   proposals and live entries that go behind the others; such a proposal fails and may still arrive
 * @param reordered live entries that may overtake those before them
 */
public record Mishaps(int lost, int repeated, int delayed, int reordered) {
    /** All parcels arrive. */
    public static final Mishaps NONE = new Mishaps(0, 0, 0, 0);

    /** @throws IllegalArgumentException when the frequencies are no percentages */
    public Mishaps {
        if (lost < 0 || repeated < 0 || delayed < 0 || reordered < 0 || lost + repeated + delayed + reordered > 100) {
            throw new IllegalArgumentException("mishaps: expected percentages, was " + lost + ", " + repeated + ", "
                    + delayed + ", " + reordered);
        }
    }
}
