package mles.loadgen;

import java.nio.ByteBuffer;
import mles.protocol.Message;

/**
 * The frames of a publisher, as the server passes them on: its messages all have the same size, and no other join has the
 * size of its own.
 *
 * @param codec   wire form in which they come
 * @param frameSize bytes of a frame with a message
 * @param stampAt   where in it the stamp is: at the start of the message, which ends the frame
 * @param joinSize  bytes of the frame with which it joins
 */
record Layout(FrameCodec codec, int frameSize, int stampAt, int joinSize) {

    /** {@return the layout of messages of {@code size} bytes from a publisher of that name on a channel of that name} */
    static Layout of(FrameCodec codec, String uid, String channel, int size) {
        int frameSize = codec.sizeFromServer(message(uid, channel, size).encode().remaining());
        int joinSize = codec.sizeFromServer(message(uid, channel, 0).encode().remaining());
        return new Layout(codec, frameSize, frameSize - size, joinSize);
    }

    /** {@return a message whose stamp is still to be written} */
    static Message message(String uid, String channel, int size) {
        byte[] payload = new byte[size];
        for (int i = Stamp.SIZE; i < size; i++) {
            payload[i] = (byte) (i * 31 + i / 256);
        }
        return new Message(uid, channel, ByteBuffer.wrap(payload));
    }

    /** {@return bytes of a message} */
    int size() {
        return frameSize - stampAt;
    }

    int stampEnd() {
        return stampAt + Stamp.SIZE;
    }
}
