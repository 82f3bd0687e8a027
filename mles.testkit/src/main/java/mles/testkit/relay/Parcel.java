package mles.testkit.relay;

/** A request to the engine, or a callback to a server, on its way. */
public final class Parcel {
    private final Kind kind;
    private final MemoryRelay relay;
    private final Line line;
    private final Runnable arrival;
    private final Runnable loss;

    /** Kinds of parcels. */
    public enum Kind {
        /** An entry to be taken. Lost: it is not taken, and its proposal has failed. */
        PROPOSAL,
        /** The answer to a proposal whose entry was taken. Lost: the proposal has failed all the same. */
        ANSWER,
        /** The request for a tail. Lost: the tail has failed. */
        TAIL,
        /** An entry of a tail's stored part, or the mark at its end. Lost: the tail has failed. */
        STORED,
        /** A new entry. Lost: the server is told nothing. */
        LIVE,
        /** News for the listener of a server. Arrives always. */
        STATE
    }

    Parcel(Kind kind, MemoryRelay relay, Line line, Runnable arrival, Runnable loss) {
        this.kind = kind;
        this.relay = relay;
        this.line = line;
        this.arrival = arrival;
        this.loss = loss;
    }

    /** {@return its kind} */
    public Kind kind() {
        return kind;
    }

    /** {@return the server that it comes from, or goes to} */
    public MemoryRelay relay() {
        return relay;
    }

    /** Lets it arrive; a server that is cut off loses it. */
    public void deliver() {
        if (relay.isCut() && kind != Kind.STATE) {
            loss.run();
        } else {
            arrival.run();
        }
    }

    /** Loses it. */
    public void lose() {
        loss.run();
    }

    Line line() {
        return line;
    }

    @Override
    public String toString() {
        return kind + " of " + relay;
    }
}
