package mles.server.spi;

/**
 * Rights of a member.
 *
 * @param publish   send frames beyond an empty join
 * @param subscribe receive frames of others
 * @param relay     send frames that bear the names of others, as servers below do
 */
public record Rights(boolean publish, boolean subscribe, boolean relay) {
    /** Rights of an ordinary member. */
    public static final Rights MEMBER = new Rights(true, true, false);

    /** No right at all: a refused join. */
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
