package mles.protocol;

/**
 * The name of a Mles channel, any text, compared as it is (SPEC 3.1).
 *
 * @param text the name
 */
public record ChannelName(String text) implements Comparable<ChannelName> {
    /** By their UTF-16 units: so that names made to have one hash are found as fast as others. */
    @Override
    public int compareTo(ChannelName other) {
        return text.compareTo(other.text);
    }

    /**
     * {@return the name for one line of a log} In quotes, with escapes for characters that a terminal does not show, and with a
     * hash in place of all behind the 64th character.
     */
    public String quoted() {
        return QuotedText.of(text);
    }

    /** {@return the name itself} */
    @Override
    public String toString() {
        return text;
    }
}
