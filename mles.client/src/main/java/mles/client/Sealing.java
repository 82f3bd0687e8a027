package mles.client;

/** State of the content of a message that came, beside the format of docs/sealed.md. */
public enum Sealing {
    /** Was not sealed: the server can read it, and could have written it. */
    NONE,
    /** Was sealed, and is shown as it was before that. */
    OPENED,
    /** Is sealed still: of another secret, version, channel or sender, or changed; or this session has no secret. */
    UNREADABLE
}
