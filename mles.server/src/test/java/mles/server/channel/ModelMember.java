package mles.server.channel;

import java.io.ByteArrayOutputStream;
import mles.protocol.CloseReason;
import mles.server.delivery.BrowserBytes;
import mles.server.delivery.BrowserFormat;
import mles.server.spi.MemberInfo;
import org.jspecify.annotations.Nullable;

/** Bytes that a member has to get, and its fate. */
final class ModelMember {
    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
    private final MemberInfo info;
    private final FakeMember fake;
    private boolean joined;
    private boolean parked;
    private @Nullable CloseReason left;
    private long frames;

    ModelMember(MemberInfo info, FakeMember fake) {
        this.info = info;
        this.fake = fake;
    }

    MemberInfo info() {
        return info;
    }

    FakeMember fake() {
        return fake;
    }

    void expect(byte[] frame) {
        expected.writeBytes(isBrowser() ? BrowserBytes.of(frame) : frame);
        frames++;
    }

    boolean isBrowser() {
        return BrowserFormat.INSTANCE.equals(fake.wireFormat());
    }

    byte[] expected() {
        return expected.toByteArray();
    }

    /** {@return the number of frames that are expected} */
    long frames() {
        return frames;
    }

    void joined() {
        joined = true;
    }

    void parked() {
        parked = true;
    }

    void left(CloseReason reason) {
        left = reason;
    }

    boolean hasJoined() {
        return joined;
    }

    boolean isParked() {
        return parked;
    }

    boolean isMember() {
        return joined && left == null;
    }

    /** {@return why home let it go} */
    @Nullable
    CloseReason left() {
        return left;
    }
}
