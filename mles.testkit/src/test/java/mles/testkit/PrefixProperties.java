package mles.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import mles.protocol.Message;
import mles.protocol.MessagePrefix;
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
        MessagePrefix prefix = new MessagePrefix(cbor.remaining());
        boolean known = false;
        for (int there = 0; there < cbor.remaining(); there += 1 + cbor.remaining() / step) {
            boolean now = prefix.advance(cbor.slice(0, there));
            assertTrue(now || !known, "what was known stays known");
            assertEquals(now, prefix.uid() != null && prefix.channel() != null);
            known = now;
        }
        assertTrue(prefix.advance(cbor));
        assertEquals(spelled.value().uid(), prefix.uid());
        assertEquals(spelled.value().channel(), prefix.channel());
    }

    @Property
    void ofAnythingElseAgreesWithTheWholeOfIt(@ForAll Rejected rejected,
            @ForAll @IntRange(min = 1, max = 40) int step) {
        ByteBuffer cbor = rejected.cbor();
        MessagePrefix whole = new MessagePrefix(cbor.remaining());
        boolean known = whole.advance(cbor);
        MessagePrefix slow = new MessagePrefix(cbor.remaining());
        for (int there = 0; there < cbor.remaining(); there += 1 + cbor.remaining() / step) {
            slow.advance(cbor.slice(0, there));
        }
        assertEquals(known, slow.advance(cbor));
        assertEquals(whole.uid(), slow.uid());
        assertEquals(whole.channel(), slow.channel());
    }
}
