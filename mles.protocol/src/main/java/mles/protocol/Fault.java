package mles.protocol;

/** Defect of bytes that were offered as Mles v1. */
public enum Fault {
    /** The first byte of a frame is not {@code M} (SPEC 2). */
    BAD_TYPE(CloseReason.BAD_FRAME),
    /** A frame without payload (SPEC 2). */
    EMPTY_PAYLOAD(CloseReason.BAD_FRAME),
    /** A payload above the limit in force; {@value Header#MAX_PAYLOAD} bytes at most (SPEC 2). */
    TOO_LARGE(CloseReason.TOO_LARGE),
    /** The bytes end inside an item, or a length or count exceeds what is left. */
    TRUNCATED(CloseReason.BAD_PAYLOAD),
    /** Bytes follow the outermost item. */
    TRAILING_BYTES(CloseReason.BAD_PAYLOAD),
    /** Arrays, maps and tags nested more than 127 deep. */
    TOO_DEEP(CloseReason.BAD_PAYLOAD),
    /** A text that is not UTF-8, or a string that cannot be written as UTF-8. */
    BAD_TEXT(CloseReason.BAD_PAYLOAD),
    /** A reserved or misplaced CBOR item head. */
    BAD_ITEM(CloseReason.BAD_PAYLOAD),
    /** A well-formed item of a kind that is not allowed in its place. */
    WRONG_KIND(CloseReason.BAD_PAYLOAD),
    /** A known field is not there. */
    MISSING_FIELD(CloseReason.BAD_PAYLOAD),
    /** A known field is there twice. */
    REPEATED_FIELD(CloseReason.BAD_PAYLOAD),
    /** An item of a resync is not one whole frame (SPEC 5.5). */
    BAD_RESYNC_ITEM(CloseReason.BAD_PAYLOAD);

    private final CloseReason closeReason;

    Fault(CloseReason closeReason) {
        this.closeReason = closeReason;
    }

    /** {@return the reason under which a connection that sent this is closed} */
    public CloseReason closeReason() {
        return closeReason;
    }
}
