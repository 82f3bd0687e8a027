package mles.peer;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import mles.protocol.AddressText;
import mles.protocol.Credentials;

/**
 * The key with which a link joins. In address mode an IPv4 address has two forms, and a reference server on {@code [::]}
 * takes the mapped one only (SPEC 3.4): a refused connection is followed by one with the other form. For the loop of the
 * link.
 */
final class LinkKey {
    private enum Form {
        /** There is no other one. */
        ONLY,
        /** The one that the upstream server took last. */
        USUAL, OTHER
    }

    private final Credentials credentials;
    private final AtomicBoolean usuallyMapped;
    private Form form = Form.ONLY;
    private boolean mapped;

    /** @param usuallyMapped whether the upstream server took the mapped form last; shared by its links */
    LinkKey(Credentials credentials, AtomicBoolean usuallyMapped) {
        this.credentials = credentials;
        this.usuallyMapped = usuallyMapped;
    }

    /** {@return the key for a new connection} */
    long of(InetSocketAddress local, String uid, String channel) {
        boolean hasTwo = credentials.addressMode() && AddressText.hasTwoForms(local);
        if (!hasTwo) {
            form = Form.ONLY;
        } else if (form == Form.ONLY) {
            form = Form.USUAL;
        }
        mapped = hasTwo && usuallyMapped.get() == (form == Form.USUAL);
        return mapped ? credentials.mappedKey(local, uid, channel) : credentials.key(local, uid, channel);
    }

    /** The upstream server has let the connection in. */
    void accepted() {
        if (form != Form.ONLY) {
            usuallyMapped.set(mapped);
            form = Form.USUAL;
        }
    }

    /**
     * It has not.
     *
     * @return whether the other form is to be tried at once
     */
    boolean refused() {
        form = form == Form.USUAL ? Form.OTHER : Form.ONLY;
        return form == Form.OTHER;
    }
}
