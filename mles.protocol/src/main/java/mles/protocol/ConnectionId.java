package mles.protocol;

import java.util.HexFormat;

/**
 * The 32-bit connection id of a frame header (CID). A client's own is the low half of its key unless a static one is
 * configured (SPEC 3.1, 6.5); a channel has one member per id.
 *
 * @param value the id as it stands in the header
 */
public record ConnectionId(int value) {

    /** {@return the id that belongs to {@code key}: its low 32 bits} */
    public static ConnectionId of(long key) {
        return new ConnectionId((int) key);
    }

    /**
     * {@return the id written as up to eight hexadecimal digits}
     *
     * @throws IllegalArgumentException when {@code hex} is anything else
     */
    public static ConnectionId parse(String hex) {
        if (hex.isEmpty() || hex.length() > 8) {
            throw new IllegalArgumentException(
                    "a CID has 1 to 8 hexadecimal digits, this has " + hex.length() + " characters");
        }
        return new ConnectionId(HexFormat.fromHexDigits(hex));
    }

    /** {@return eight lower-case hexadecimal digits} */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
