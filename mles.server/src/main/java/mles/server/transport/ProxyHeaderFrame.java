package mles.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Cut of a PROXY v2 header from what comes behind it. Netty's decoder gets the header whole and without extensions: it
 * would keep reading behind some wrong versions, and loses memory with some wrong extensions.
 */
final class ProxyHeaderFrame extends ByteToMessageDecoder {
    /** Bytes of a header with its extensions. */
    static final int LONGEST = 4096;

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int VERSION = 2;
    private static final int LOCAL = 0;
    private static final int FAMILY_AT = SIGNATURE.length + 1;
    private static final int LENGTH_AT = FAMILY_AT + 1;
    private static final int FIXED = LENGTH_AT + Short.BYTES;
    /** Bytes of the two addresses and ports, by family: none, IPv4, IPv6, names of Unix sockets. */
    private static final int[] ADDRESSES = {0, 12, 36, 216};

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int at = in.readerIndex();
        int there = in.readableBytes();
        for (int i = 0; i < Math.min(there, SIGNATURE.length); i++) {
            if (in.getByte(at + i) != SIGNATURE[i]) {
                throw refused(in, "no PROXY v2 header");
            }
        }
        if (there > SIGNATURE.length && in.getUnsignedByte(at + SIGNATURE.length) >> 4 != VERSION) {
            throw refused(in, "PROXY header: expected version 2, was another");
        }
        if (there < FIXED) {
            return;
        }
        int whole = FIXED + in.getUnsignedShort(at + LENGTH_AT);
        if (whole > LONGEST) {
            in.skipBytes(there);
            throw new TooLongFrameException("PROXY header: expected at most " + LONGEST + " bytes, was " + whole);
        }
        if (there < whole) {
            return;
        }
        boolean local = (in.getByte(at + SIGNATURE.length) & 0xf) == LOCAL;
        int family = local ? 0 : in.getUnsignedByte(at + FAMILY_AT) >> 4;
        if (family >= ADDRESSES.length) {
            throw refused(in, "PROXY header: expected a known family of addresses, was " + family);
        }
        int kept = Math.min(whole, FIXED + ADDRESSES[family]);
        ByteBuf header = in.copy(at, kept).setShort(LENGTH_AT, kept - FIXED);
        in.skipBytes(whole);
        out.add(header);
        ctx.pipeline().remove(this); // when it has passed on all that is there
    }

    private static CorruptedFrameException refused(ByteBuf in, String what) {
        in.skipBytes(in.readableBytes());
        return new CorruptedFrameException(what);
    }
}
