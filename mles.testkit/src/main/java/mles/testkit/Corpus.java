package mles.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Inputs by what becomes of them, one for each outcome: the shortest that was met. As a text it has a line for each,
 * outcome and bytes in hex with a blank between. For one thread.
 *
 * <pre>{@code
 * Corpus corpus = Corpus.read(MyTest.class.getResourceAsStream("corpus.txt"));
 * corpus.replay(bytes -> outcome(bytes));
 * corpus.explore(1, 100_000, Damage.of("key")::frames, bytes -> outcome(bytes));
 * }</pre>
 */
public final class Corpus {
    private static final HexFormat HEX = HexFormat.of();

    private final Map<String, byte[]> inputs = new TreeMap<>();

    /** Creates one without inputs. */
    public Corpus() {
    }

    /** {@return the corpus of that text, which is closed} */
    public static Corpus read(InputStream text) {
        Corpus corpus = new Corpus();
        try (text) {
            new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split(" ", -1))
                    .forEach(line -> corpus.inputs.put(line[0], HEX.parseHex(line[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return corpus;
    }

    /** {@return the number of inputs} */
    public int size() {
        return inputs.size();
    }

    /** {@return all of it as a text} */
    public String text() {
        StringBuilder text = new StringBuilder();
        inputs.forEach((outcome, input) -> text.append(outcome).append(' ').append(HEX.formatHex(input)).append('\n'));
        return text.toString();
    }

    /**
     * Offers each input once more.
     *
     * @param subject what takes an input and says, in one word, what became of it; whatever it throws is a failure
     * @throws AssertionError when one comes to another outcome than it is kept for, or fails
     */
    public void replay(Function<byte[], String> subject) {
        inputs.forEach((outcome, input) -> {
            String seen = offer("the input kept for " + outcome, input, subject);
            if (!seen.equals(outcome)) {
                throw new AssertionError("the input kept for " + outcome + " comes to " + seen);
            }
        });
    }

    /**
     * Offers inputs that have numbers, and keeps those with a new outcome, or a known one and fewer bytes.
     *
     * @param first   the first number
     * @param count   how many
     * @param inputs  one for each number, as of {@link Damage}
     * @param subject as in {@link #replay}
     * @throws AssertionError when one fails, with its number
     */
    public void explore(long first, long count, LongFunction<byte[]> inputs, Function<byte[], String> subject) {
        for (long number = first; number < first + count; number++) {
            byte[] input = inputs.apply(number);
            keep(offer("input " + number, input, subject), input);
        }
    }

    private void keep(String outcome, byte[] input) {
        byte[] known = inputs.get(outcome);
        if (known == null || input.length < known.length) {
            inputs.put(outcome, input.clone());
        }
    }

    private static String offer(String what, byte[] input, Function<byte[], String> subject) {
        try {
            return subject.apply(input);
        } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + ", of " + input.length + " bytes, fails: " + e, e);
        }
    }
}
