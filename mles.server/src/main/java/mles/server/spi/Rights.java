package mles.server.spi;

/**
 * What a member may do.
 *
 * @param publish   send frames beyond an empty join
 * @param subscribe get what others send
 * @param relay     send frames that bear the names of others, as servers below do
 */
public record Rights(boolean publish, boolean subscribe, boolean relay) {
    /** What an ordinary member may do. */
    public static final Rights MEMBER = new Rights(true, true, false);

    /** What somebody may do who may not come in. */
    public static final Rights NONE = new Rights(false, false, false);

    /** {@return the rights that both have} */
    public Rights and(Rights other) {
        return new Rights(publish && other.publish, subscribe && other.subscribe, relay && other.relay);
    }

    /** {@return the rights of both} */
    public Rights or(Rights other) {
        return new Rights(publish || other.publish, subscribe || other.subscribe, relay || other.relay);
    }
}
