package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mles.dist.server.PropertiesFile.Line;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesFileTest {
    @Property(tries = 1000)
    void printedLineReadsAsTheSame(@ForAll("texts") String pattern, @ForAll("texts") String value) {
        String key = "channel." + pattern + ".window";
        Map<String, Line> read = PropertiesFile.parse(PropertiesFile.print(key, "x" + value + "x") + "\n",
                name -> false);
        assertEquals(List.of(new Line(1, key, "x" + value + "x")), List.copyOf(read.values()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k = v", "k = v ", "k = v\t", "k = v\u00a0", "\u00a0k\u00a0= v", "k=v\r", "  k : v  ",
            "k v",
            "# c\nk = v", "\u00a0\nk = v", "k = \\\n  v"})
    void blanksAroundAreNoPartOfAValue(String text) {
        assertEquals(Map.of("k", "v"), values(PropertiesFile.parse(text + "\n", name -> false)));
    }

    @Test
    void linesAreCountedAsTheyAreSeen() {
        Map<String, Line> lines = PropertiesFile.parse("# one\r\n\r\na = 1\\\r\n  2\r\nb = 3\r\n", name -> false);
        assertEquals(List.of(new Line(3, "a", "12"), new Line(5, "b", "3")), List.copyOf(lines.values()));
    }

    @Test
    void fileWithoutItsLastNewlineMayBeCutOff() {
        assertEquals("last line: expected a newline at its end, was none: it may be cut off",
                assertThrows(IllegalArgumentException.class, () -> PropertiesFile.parse("a = 1\nb = 10", name -> false))
                        .getMessage());
        assertEquals(Map.of(), PropertiesFile.parse("", name -> false));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab.*:=#! \\\t\n\r\f\u00e4\u00a0\ud83c\udf31").ofMaxLength(12);
    }

    private static Map<String, String> values(Map<String, Line> lines) {
        return lines.values().stream().collect(Collectors.toMap(Line::key, Line::value));
    }
}
