package mles.protocol;

/** The 64-bit key in a frame header: a hash over strings that both sides know (SPEC 3.1). */
public final class ConnectionKey {
    private static final byte SEPARATOR = (byte) 0xff;

    private ConnectionKey() {
    }

    /**
     * {@return the hash over {@code strings} in order, each as UTF-8 followed by one byte {@code 0xff}}
     *
     * @throws ProtocolException {@code BAD_TEXT} when a string holds half a surrogate pair
     */
    public static long of(CharSequence... strings) {
        SipHash hash = new SipHash();
        for (CharSequence string : strings) {
            hash.update(Utf8.encode(string));
            hash.update(SEPARATOR);
        }
        return hash.finish();
    }
}
