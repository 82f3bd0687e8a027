package mles.server.upstream;

import io.netty.buffer.ByteBuf;
import mles.protocol.ChannelName;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.log.ChannelLog;
import mles.server.log.Newer;
import mles.server.log.Publisher;

/** A channel as its link to the upstream server sees it. Thread: home loop. */
public interface UpstreamHost {
    /** {@return the name of the channel} */
    ChannelName name();

    /** {@return its home loop} */
    LinkLoop home();

    /** {@return its log} */
    ChannelLog log();

    /** {@return the terms on which publishers wait for the link} */
    SlowReaderPolicy slowReaders();

    /** {@return the number of its members} */
    int members();

    /**
     * Appends frames that the upstream server sent, and that the channel has not got.
     *
     * @param newer the frames of the channel that are newer
     */
    void append(Publisher upstream, Newer newer, ByteBuf in, int at, int bytes, int frames);

    /** Flushes all that follow the log of the channel, the link too, at the end of the turn. */
    void flushLater();

    /** Hands on what was appended, unless that is little and can wait for the end of the turn. */
    void flushIfFull();

    /** {@link ChannelUpstream#needsPause} has changed. */
    void onPauseChanged();

    /** The link is not needed any more. */
    void onResting();
}
