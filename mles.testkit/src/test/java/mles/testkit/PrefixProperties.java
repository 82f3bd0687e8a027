package mles.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import mles.protocol.Message;
import mles.protocol.Header;
import mles.protocol.FirstScan;
import mles.testkit.jqwik.MlesDomain;
import mles.testkit.jqwik.Rejected;
import mles.testkit.jqwik.Spelled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** The names in a payload that still arrives are those of the whole of it, however slowly it comes. */
@Domain(MlesDomain.class)
@Domain(DomainContext.Global.class)
class PrefixProperties {

    @Property
    void tellsTheNamesOfAMessage(@ForAll Spelled<Message> spelled, @ForAll @IntRange(min = 1, max = 40) int step) {
        ByteBuffer cbor = spelled.cbor();
        FirstScan prefix = new FirstScan(cbor.remaining(), Header.MAX_PAYLOAD);
        boolean known = false;
        for (int there = 0; there < cbor.remaining(); there += 1 + cbor.remaining() / step) {
            boolean now = knows(prefix, cbor.slice(0, there));
            assertTrue(now || !known, "what was known stays known");
            known = now;
        }
        assertTrue(knows(prefix, cbor));
        assertEquals(spelled.value().uid(), prefix.uid());
        assertEquals(spelled.value().channel(), prefix.channel());
    }

    @Property
    void ofAnythingElseAgreesWithTheWholeOfIt(@ForAll Rejected rejected,
            @ForAll @IntRange(min = 1, max = 40) int step) {
        ByteBuffer cbor = rejected.cbor();
        FirstScan whole = new FirstScan(cbor.remaining(), Header.MAX_PAYLOAD);
        boolean known = knows(whole, cbor);
        FirstScan slow = new FirstScan(cbor.remaining(), Header.MAX_PAYLOAD);
        for (int there = 0; there < cbor.remaining(); there += 1 + cbor.remaining() / step) {
            slow.advance(cbor.slice(0, there));
        }
        assertEquals(known, knows(slow, cbor));
        assertEquals(whole.uid(), slow.uid());
        assertEquals(whole.channel(), slow.channel());
    }

    @Property
    void aNameThatIsTooLongIsNeverKnown(@ForAll Spelled<Message> spelled) {
        ByteBuffer cbor = spelled.cbor();
        int uid = length(spelled.value().uid());
        int channel = length(spelled.value().channel());
        assertTrue(knows(new FirstScan(cbor.remaining(), Math.max(uid, channel)), cbor));
        if (Math.max(uid, channel) > 0) {
            assertFalse(knows(new FirstScan(cbor.remaining(), Math.max(uid, channel) - 1), cbor));
        }
    }

    private static boolean knows(FirstScan scan, ByteBuffer soFar) {
        scan.advance(soFar);
        return scan.uid() != null && scan.channel() != null;
    }

    private static int length(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
