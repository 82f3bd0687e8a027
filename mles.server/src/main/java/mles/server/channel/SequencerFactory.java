package mles.server.channel;

import mles.server.delivery.LoopContext;

/** Connects channels to what orders their frames. Thread: home loop of the channel. */
@FunctionalInterface
public interface SequencerFactory {
    /** {@return the sequencer of a channel that is being opened} */
    Sequencer open(SequencedChannel channel, LoopContext home);
}
