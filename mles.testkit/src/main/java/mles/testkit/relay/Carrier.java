package mles.testkit.relay;

/** Network between servers and a {@link MemoryPlace}. */
@FunctionalInterface
public interface Carrier {
    /**
     * Takes a parcel, to deliver it after this call has returned. At most one parcel of a place is being delivered at a
     * time. Thread: any.
     */
    void carry(Parcel parcel);
}
