package mles.server.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class ChannelPatternProperties {
    @Property(tries = 5_000)
    void matchesWhatTheRegularExpressionDoes(@ForAll @Chars({'a', '.', '*'}) @StringLength(max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @Chars('.') @StringLength(max = 12) String channel) {
        String regex = Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        assertEquals(channel.matches(regex), new ChannelPattern(pattern).matches(channel));
    }

    @Example
    void aNameMadeForManyStarsTakesNoLongerThanOthers() {
        assertFalse(new ChannelPattern("*.".repeat(100) + "x").matches(".".repeat(100_000)));
    }
}
