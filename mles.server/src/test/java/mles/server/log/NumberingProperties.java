package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import mles.server.memory.MemoryBudget;
import mles.server.spi.Position;
import mles.server.transport.JoinAnswer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** Numbers and times of frames that come, go and are taken out, beside a plain list of them. */
class NumberingProperties {
    private static final long RUN = 100;

    private record Each(boolean isMessage, long number, long millis) {
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void eachFrameKeepsItsNumberAndTime(@ForAll boolean engine, @ForAll("steps") List<Integer> steps) {
        new Script(engine).run(steps);
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().withDistribution(RandomDistribution.uniform()).list().ofMinSize(1)
                .ofMaxSize(300);
    }

    private static final class Script {
        private final MemoryBudget heap = new MemoryBudget(1L << 30);
        private final Numbering numbering = new Numbering(() -> this.now, heap);
        private final boolean engine;
        private final List<Each> kept = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();
        private long now = 1000;
        private long first;
        private long entry;
        private final NumberWalk live = numbering.walk(0, 0);

        Script(boolean engine) {
            this.engine = engine;
        }

        void run(List<Integer> steps) {
            for (int step : steps) {
                Random random = new Random(step);
                int kind = random.nextInt(20);
                if (kind < 12) {
                    append(random);
                } else if (kind < 14) {
                    now += random.nextLong(3 * RUN);
                } else if (kind < 18) {
                    drop(random.nextInt(4) == 0 ? kept.size() : random.nextInt(3));
                } else {
                    takeOut(random);
                }
                check(random);
            }
            live.close();
            numbering.close();
            assertEquals(0, heap.used());
        }

        private void append(Random random) {
            if (engine) {
                entry++;
                numbering.place(entry << 20, (entry + 1) << 20, now);
            }
            int count = 1 + random.nextInt(4);
            int messages = 0;
            for (int i = 0; i < count; i++) {
                boolean isMessage = random.nextBoolean();
                messages += isMessage ? 1 : 0;
                if (isMessage) {
                    numbers.add(engine ? (entry << 20) + messages - 1 : numbers.size() + 1L);
                }
                kept.add(new Each(isMessage, newest(), now));
            }
            numbering.appended(messages, first + kept.size(), 0);
            numbering.trim(first, messages());
            for (Each each : kept.subList(kept.size() - count, kept.size())) {
                live.next(each.isMessage());
                assertSame(each, live);
            }
        }

        private void drop(int most) {
            int dropped = Math.min(most, kept.size());
            kept.subList(0, dropped).clear();
            first += dropped;
            numbering.trim(first, messages());
        }

        private void takeOut(Random random) {
            BitSet out = new BitSet();
            for (int i = 0; i < kept.size(); i++) {
                out.set(i, !kept.get(i).isMessage() && random.nextBoolean());
            }
            if (out.isEmpty()) {
                return;
            }
            numbering.takenOut(out, first);
            first += out.cardinality();
            for (int i = out.length() - 1; i >= 0; i--) {
                if (out.get(i)) {
                    kept.remove(i);
                }
            }
        }

        private void check(Random random) {
            NumberWalk walk = numbering.walk(first, messages());
            for (Each each : kept) {
                walk.next(each.isMessage());
                assertSame(each, walk);
            }
            walk.close();
            assertEquals(newest(), numbering.newest());
            List<Long> behind = numbers.subList(numbers.size() - messages(), numbers.size());
            long floor = behind.size() == numbers.size() ? 0 : numbers.get(numbers.size() - behind.size() - 1);
            long since = numbers.isEmpty()
                    ? 0
                    : numbers.get(random.nextInt(numbers.size())) + random.nextInt(3) - 1;
            JoinAnswer answer = numbering.answer(new Position(numbering.epoch(), since), messages());
            long end = engine ? (entry + 1) << 20 : numbers.size() + 1L;
            boolean reached = since >= floor && since < Math.max(1, end);
            assertEquals(!reached, answer.gap());
            long first = behind.stream().filter(number -> !reached || number > since).findFirst().orElse(0L);
            if (first == 0) {
                assertTrue(answer.first() > newest());
            } else {
                assertEquals(first, answer.first());
            }
        }

        private static void assertSame(Each each, NumberWalk walk) {
            assertEquals(each.number(), walk.number());
            assertTrue(each.millis() - walk.millis() >= 0 && each.millis() - walk.millis() <= RUN,
                    () -> each + " at " + walk.millis());
        }

        private long newest() {
            return numbers.isEmpty() ? 0 : numbers.getLast();
        }

        private int messages() {
            return (int) kept.stream().filter(Each::isMessage).count();
        }
    }
}
