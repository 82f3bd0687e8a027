package mles.protocol;

/**
 * The name of a Mles channel, any text, compared as it is (SPEC 3.1).
 *
 * @param text the name
 */
public record ChannelName(String text) {
    /** {@return the name itself} */
    @Override
    public String toString() {
        return text;
    }
}
