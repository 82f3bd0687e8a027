package mles.server.channel;

import mles.protocol.ChannelName;
import mles.server.spi.MemberInfo;

/**
 * The bytes of the heap that a channel and a member take. Objects are counted by constants, somewhat more than was measured
 * (a channel with one message 1.2 KiB, a member with its connection 2.5 KiB); names as they are kept.
 */
public final class HeapCost {
    public static final long CHANNEL = 1536;
    public static final long MEMBER = 3072;
    private static final int STRING = 56;
    private static final int LAST_LATIN = 0xff;

    private HeapCost() {
    }

    static long of(ChannelName channel) {
        return CHANNEL + text(channel.text());
    }

    /** Each member has the name of its channel for itself, as it came. */
    static long of(MemberInfo member) {
        return MEMBER + text(member.uid()) + text(member.channel().text());
    }

    private static long text(String text) {
        return STRING + (long) text.length() * (text.chars().allMatch(unit -> unit <= LAST_LATIN) ? 1 : 2);
    }
}
