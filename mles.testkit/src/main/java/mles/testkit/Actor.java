package mles.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;

/** One connection of a scene, under one name. */
final class Actor {
    private final Scene scene;
    private final String uid;
    private final Wire wire;
    private final long key;
    private final Frame first;

    Actor(Scene scene, String uid, Wire wire) {
        this.scene = scene;
        this.uid = uid;
        this.wire = wire;
        this.key = scene.target().key(wire.local(), uid, scene.channel());
        this.first = frame("");
    }

    Wire wire() {
        return wire;
    }

    long key() {
        return key;
    }

    ConnectionId cid() {
        return ConnectionId.of(key);
    }

    /** {@return the empty frame with which it joins} */
    Frame first() {
        return first;
    }

    /** {@return that frame under an id that another member may have; its key is this connection's} */
    Frame firstAs(ConnectionId id) {
        return Frame.of(id, key, first.payload());
    }

    /** {@return a frame with a message of this actor} */
    Frame frame(String text) {
        return Frame.of(cid(), key, Message.of(uid, scene.channel(), text));
    }

    /** {@return a frame under this actor's header with any payload} */
    Frame raw(byte... payload) {
        return Frame.of(cid(), key, ByteBuffer.wrap(payload));
    }

    Actor send(Frame... frames) {
        wire.send(Scene.bytes(frames));
        return this;
    }

    /**
     * Sends a message.
     *
     * @return its frame
     */
    Frame says(String text) {
        Frame frame = frame(text);
        send(frame);
        return frame;
    }

    /** {@return the next frame, but for those that the scene was prepared with} */
    Frame next() {
        Frame frame = wire.next();
        while (scene.isPreparation(frame)) {
            frame = wire.next();
        }
        return frame;
    }

    List<Frame> next(int count) {
        List<Frame> all = new ArrayList<>(count);
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    /** Demands that exactly these come next. */
    void sees(List<Frame> due) {
        List<Frame> seen = new ArrayList<>();
        for (Frame frame : due) {
            Frame next = next();
            seen.add(next);
            if (!next.equals(frame)) {
                break;
            }
        }
        Expect.equal(due.subList(0, seen.size()), seen, uid);
    }

    void sees(Frame... due) {
        sees(List.of(due));
    }

    /** Leaves by FIN and waits until the server has closed, too; then its name is free. */
    void leaves() {
        wire.fin().untilEnd();
    }
}
