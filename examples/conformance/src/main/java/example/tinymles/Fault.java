package example.tinymles;

/** Mistakes that can be made in a codec, planted here on purpose: the kit has to find each. */
public enum Fault {
    /** The hash forgets the byte 0xff behind each string. */
    NO_SEPARATOR,
    /** The hash forgets the length in its last word. */
    NO_LENGTH_IN_HASH,
    /** The key is written with its low byte first. */
    LITTLE_ENDIAN_KEY,
    /** The shared key is hashed together with the address. */
    ADDRESS_BESIDE_SHARED_KEY,
    /** Zeros of an IPv6 address are padded. */
    PADDED_ADDRESS,
    /** A frame without payload is built and read. */
    EMPTY_PAYLOAD,
    /** A payload that is too large is cut to 24 bits in the header. */
    MASKED_LENGTH,
    /** A header is only looked at when its frame is complete. */
    LATE_HEADER_CHECK,
    /** Bytes behind the first frame of a piece wait for the next piece. */
    ONE_FRAME_PER_PIECE,
    /** Lengths up to 255 are written in two bytes. */
    LONG_HEADS,
    /** Bytes behind the outermost item are passed over. */
    TRAILING_BYTES,
    /** Faulty UTF-8 is replaced. */
    REPLACED_TEXT,
    /** Fields may be repeated, the last one counts. */
    LAST_FIELD_COUNTS,
    /** Numbers are no keys. */
    NO_NUMBERS_AS_KEYS,
    /** A message must be a byte string. */
    BYTES_ONLY,
    /** 126 levels are too many. */
    TOO_FLAT,
    /** 128 levels are allowed. */
    TOO_DEEP,
    /** Chunks of a string may be chunked themselves. */
    NESTED_CHUNKS,
    /** An empty resync is a resync in a first frame. */
    EMPTY_RESYNC
}
