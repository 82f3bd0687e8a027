package mles.history;

import mles.server.spi.Retention;

/**
 * Sizes of segments. Old frames are dropped by whole segments, so the kept frames are spread over several.
 *
 * @param smallest bytes of a file that is not worth another one yet
 * @param largest  bytes of a file that takes no more
 */
record SegmentSizes(long smallest, long largest) {
    static final SegmentSizes USUAL = new SegmentSizes(256 << 10, 4 << 20);
    private static final int SHARES = 8;

    /** {@return whether the next record goes to another segment} */
    boolean isFull(Segment segment, Retention keep) {
        long worthwhile = Math.clamp(keep.maxBytes() / SHARES, smallest, largest);
        boolean enough = segment.end() >= smallest && segment.amount().messages() >= keep.maxFrames();
        return enough || segment.end() >= worthwhile;
    }
}
