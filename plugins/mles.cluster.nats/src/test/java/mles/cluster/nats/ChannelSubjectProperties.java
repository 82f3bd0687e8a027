package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import mles.protocol.ChannelName;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class ChannelSubjectProperties {
    @Property
    void anyNameIsOneToken(@ForAll @StringLength(max = 400) String name,
            @ForAll @IntRange(min = 1, max = 64) int streams) {
        ChannelSubject subject = ChannelSubject.of(new ChannelName(name), streams);
        assertTrue(subject.token().matches("[A-Za-z0-9_%-]{1,200}|[A-Za-z0-9_%-]{100}~[0-9a-f]{64}"), subject.token());
        assertTrue(subject.stream() >= 0 && subject.stream() < streams);
        assertEquals(subject, ChannelSubject.of(new ChannelName(name), streams));
    }

    @Property
    void twoNamesHaveTwoTokens(@ForAll @StringLength(max = 300) String one,
            @ForAll @StringLength(max = 300) String other) {
        // Lone surrogates are no text, and all the same in UTF-8.
        if (!Arrays.equals(utf8(one), utf8(other))) {
            assertDiffer(one, other);
        }
    }

    @Property
    void namesThatDifferLateHaveTwoTokens(@ForAll @IntRange(max = 400) int length) {
        assertDiffer("x".repeat(length) + "a", "x".repeat(length) + "b");
        assertDiffer(" ".repeat(length), " ".repeat(length + 1));
    }

    @Example
    void marksOfSubjectsAreSpelled() {
        for (String name : List.of("a.b", "a b", "*", ">", "~probe", "%", "$JS", "\u00e4\n")) {
            assertTrue(ChannelSubject.of(new ChannelName(name), 8).token().matches("[A-Za-z0-9_%-]+"), name);
        }
        assertDiffer("", "%");
        assertDiffer("%25", "%");
    }

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertDiffer(String one, String other) {
        ChannelSubject a = ChannelSubject.of(new ChannelName(one), 8);
        ChannelSubject b = ChannelSubject.of(new ChannelName(other), 8);
        assertNotEquals(a.token(), b.token());
        assertNotEquals(a.id(), b.id());
    }
}
