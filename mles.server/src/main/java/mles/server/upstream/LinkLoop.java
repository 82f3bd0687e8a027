package mles.server.upstream;

import io.netty.channel.EventLoop;
import mles.server.delivery.LoopContext;
import mles.server.memory.MemoryBudget;

/** The home loop of a channel, as its link to the upstream server uses it. Thread: this loop. */
public interface LinkLoop extends LoopContext {
    /** {@return the loop, for the sockets of the link} */
    EventLoop eventLoop();

    /** {@return the memory limit of the server} */
    MemoryBudget budget();
}
