package mles.dist.bench;

import java.nio.ByteBuffer;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;

/**
 * The frames of a publisher: its messages all have the same size, and nobody else's join has the size of its own.
 *
 * @param frameSize bytes of a frame with a message
 * @param stampAt   where in it the stamp is: at the start of the message, which ends the frame
 * @param joinSize  bytes of the frame with which it joins
 */
record Layout(int frameSize, int stampAt, int joinSize) {

    /** {@return the layout of messages of {@code size} bytes from somebody of that name on a channel of that name} */
    static Layout of(String uid, String channel, int size) {
        int frameSize = frame(uid, channel, size, 0).size();
        return new Layout(frameSize, frameSize - size, frame(uid, channel, 0, 0).size());
    }

    /** {@return a message whose stamp is still to be written} */
    static Frame frame(String uid, String channel, int size, long key) {
        byte[] payload = new byte[size];
        for (int i = Stamp.SIZE; i < size; i++) {
            payload[i] = (byte) (i * 31 + i / 256);
        }
        return Frame.of(ConnectionId.of(key), key, new Message(uid, channel, ByteBuffer.wrap(payload)));
    }

    int stampEnd() {
        return stampAt + Stamp.SIZE;
    }
}
