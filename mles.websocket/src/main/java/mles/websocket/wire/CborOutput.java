package mles.websocket.wire;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;

/** Writes CBOR items behind each other, each in its shortest form. */
public final class CborOutput {
    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;

    private final ByteBuf out;

    /** Appends to {@code out}. */
    public CborOutput(ByteBuf out) {
        this.out = out;
    }

    CborOutput map(int entries) {
        return head(CborInput.MAP, entries);
    }

    CborOutput text(String ascii) {
        head(CborInput.TEXT, ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            out.writeByte(ascii.charAt(i));
        }
        return this;
    }

    CborOutput number(long value) {
        return head(CborInput.UNSIGNED, value);
    }

    CborOutput bool(boolean value) {
        out.writeByte(value ? TRUE : FALSE);
        return this;
    }

    CborOutput epoch(long epoch) {
        head(CborInput.BYTES, Long.BYTES);
        out.writeLong(epoch);
        return this;
    }

    /** Writes a map that says that something of a membership has ended. */
    void end(String what, long membership, CloseReason reason, boolean retry) {
        map(3).text(what).number(membership).text("reason").text(reason.word()).text("retry").bool(retry);
    }

    /** Writes the head of a byte string, whose content follows. */
    public void bytes(int size) {
        head(CborInput.BYTES, size);
    }

    /** {@return the bytes of the head of a byte string} */
    public static int headSize(int size) {
        return size < 24 ? 1 : size <= 0xff ? 2 : size <= 0xffff ? 3 : 5;
    }

    private CborOutput head(int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            out.writeByte(type | (int) argument);
        } else if (argument <= 0xff) {
            out.writeByte(type | 24).writeByte((int) argument);
        } else if (argument <= 0xffff) {
            out.writeByte(type | 25).writeShort((int) argument);
        } else if (argument <= 0xffff_ffffL) {
            out.writeByte(type | 26).writeInt((int) argument);
        } else {
            out.writeByte(type | 27).writeLong(argument);
        }
        return this;
    }
}
