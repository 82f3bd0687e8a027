package mles.server.delivery;

/** The reasons for which a connection is not read at present. Thread: its loop. */
public final class PauseSet {
    private int reasons;

    /**
     * Adds a reason, or takes it away.
     *
     * @return whether it is to be read from now on when it was not before, or the reverse
     */
    public boolean set(Cursor.Pause reason, boolean on) {
        int before = reasons;
        reasons = on ? reasons | reason.bit() : reasons & ~reason.bit();
        return (before == 0) != (reasons == 0);
    }

    public boolean has(Cursor.Pause reason) {
        return (reasons & reason.bit()) != 0;
    }

    /** {@return whether it is read} */
    public boolean isEmpty() {
        return reasons == 0;
    }
}
