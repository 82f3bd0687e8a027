package mles.testkit.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A carrier that keeps all parcels until a test delivers or loses them, one by one. The same calls in the same order have
 * the same effect. Thread: one.
 */
public final class HandCarrier implements Carrier {
    /** Lines that have parcels, in no order that means anything. */
    private final List<Line> lines = new ArrayList<>();

    /** Creates a carrier without parcels. */
    public HandCarrier() {
    }

    @Override
    public void carry(Parcel parcel) {
        List<Parcel> parcels = parcel.line().parcels();
        if (parcels.isEmpty()) {
            lines.add(parcel.line());
        }
        parcels.add(parcel);
    }

    /** {@return whether nothing is on its way} */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** {@return all that is on its way} What is on one way is in order. */
    public List<Parcel> pending() {
        return lines.stream().flatMap(line -> line.parcels().stream()).toList();
    }

    /** {@return the parcels that may arrive next, of one kind} */
    public List<Parcel> ready(Parcel.Kind kind) {
        return lines.stream().flatMap(line -> line.parcels().subList(0, line.ready()).stream())
                .filter(parcel -> parcel.kind() == kind).toList();
    }

    /** {@return the oldest parcel on one of the ways, or any that may arrive next on it} Something is on its way. */
    Parcel pick(RandomGenerator random, boolean oldest) {
        Line line = lines.get(random.nextInt(lines.size()));
        return line.parcels().get(oldest ? 0 : random.nextInt(line.ready()));
    }

    /** Lets a parcel arrive. */
    public void deliver(Parcel parcel) {
        remove(parcel);
        parcel.deliver();
    }

    /** Loses a parcel. */
    public void lose(Parcel parcel) {
        remove(parcel);
        parcel.lose();
    }

    /** Lets a proposal or a live entry arrive, which is to arrive once more. */
    public void repeat(Parcel parcel) {
        demandDatagram(parcel, "repeat");
        parcel.deliver();
    }

    /** Puts a proposal or a live entry behind all others on its way. The proposal has failed, though it may arrive later. */
    public void delay(Parcel parcel) {
        demandDatagram(parcel, "delay");
        remove(parcel);
        carry(parcel);
        if (parcel.kind() == Parcel.Kind.PROPOSAL) {
            parcel.lose();
        }
    }

    /** Delivers everything, in order, and what comes of it. Stops after {@code most} parcels. */
    public void deliverAll(int most) {
        for (int i = 0; i < most && !lines.isEmpty(); i++) {
            deliver(lines.getFirst().parcels().getFirst());
        }
    }

    /**
     * Lets the engine lose its leader: all proposals under way fail, some of which are taken, and some of the live entries and
     * tails under way are lost.
     */
    public void loseLeader(RandomGenerator random) {
        for (Parcel parcel : pending()) {
            boolean heads = random.nextBoolean();
            switch (parcel.kind()) {
                case PROPOSAL -> {
                    lose(parcel);
                    if (heads) {
                        parcel.deliver();
                    }
                }
                case ANSWER -> lose(parcel);
                case TAIL, STORED, LIVE -> {
                    if (heads) {
                        lose(parcel);
                    }
                }
                case STATE -> {
                }
            }
        }
    }

    private void remove(Parcel parcel) {
        List<Parcel> parcels = parcel.line().parcels();
        parcels.remove(parcel);
        if (parcels.isEmpty()) {
            lines.remove(parcel.line());
        }
    }

    private static void demandDatagram(Parcel parcel, String what) {
        if (parcel.kind() != Parcel.Kind.PROPOSAL && parcel.kind() != Parcel.Kind.LIVE) {
            throw new IllegalArgumentException(what + ": expected a PROPOSAL or LIVE parcel, was " + parcel);
        }
    }
}
