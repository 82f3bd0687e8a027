package mles.peer.channel;

/** The number of copies of each frame, by digest. */
final class DigestMultiset {
    private static final int TAKEN = -1;

    private final long[] digests;
    private final int[] counts;
    private int left;

    /** @param most the most copies that will be added */
    DigestMultiset(int most) {
        int slots = Integer.highestOneBit(Math.max(4, most)) << 2;
        digests = new long[slots];
        counts = new int[slots];
    }

    /** {@return the slot of the copy that was added} */
    int add(long digest) {
        int slot = slot(digest);
        digests[slot] = digest;
        counts[slot] = Math.max(0, counts[slot]) + 1;
        left++;
        return slot;
    }

    /**
     * Takes one copy away.
     *
     * @return whether there was one
     */
    boolean take(long digest) {
        int slot = slot(digest);
        if (counts[slot] <= 0 || digests[slot] != digest) {
            return false;
        }
        // A digest stays in its slot: others may have been put behind it.
        counts[slot] = counts[slot] == 1 ? TAKEN : counts[slot] - 1;
        left--;
        return true;
    }

    /** {@return whether there were any copies of it at first} */
    boolean contains(long digest) {
        int slot = slot(digest);
        return counts[slot] != 0 && digests[slot] == digest;
    }

    /** {@return whether there are copies of it left} */
    boolean has(long digest) {
        return counts[slot(digest)] > 0;
    }

    /** {@return the number of slots} */
    int slots() {
        return digests.length;
    }

    /** {@return the number of copies left of all frames} */
    int left() {
        return left;
    }

    /** {@return the slot for all copies} */
    int slot(long digest) {
        int mask = digests.length - 1;
        int slot = (int) digest & mask;
        while (counts[slot] != 0 && digests[slot] != digest) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
