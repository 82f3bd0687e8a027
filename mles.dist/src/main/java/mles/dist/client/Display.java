package mles.dist.client;

import mles.client.Received;

/** Writes received messages for a reader. For one thread. */
interface Display {

    /** Shows a message, where this format shows it. @return whether it did */
    boolean show(Received received);
}
