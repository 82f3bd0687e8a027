package mles.testkit;

/** Kind of the payload of a first frame (SPEC 4.3). */
public enum PayloadKind {
    /** One message. */
    MESSAGE,
    /** A resync of one item at least; whether its items are frames is another question (SPEC 5.5). */
    RESYNC,
    /** Neither. */
    UNDECODABLE
}
