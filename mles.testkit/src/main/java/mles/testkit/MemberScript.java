package mles.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Steps of some members of one channel, one after the other. Impossible steps are passed over (a publish of an absent
 * member), so any list of steps is a script.
 */
public record MemberScript(List<Step> steps) {
    private static final int SCRIPTS = 10;
    private static final int STEPS = 40;

    /** One thing that a member does. */
    public sealed interface Step {
        /** {@return the member that does it, a small number} */
        int member();
    }

    /** A member joins with an empty message. */
    public record Join(int member) implements Step {
    }

    /** A member publishes a message of that size, in bytes. */
    public record Publish(int member, int size) implements Step {
    }

    /** A member does not read any more. */
    public record Stall(int member) implements Step {
    }

    /** A member leaves. */
    public record Leave(int member) implements Step {
    }

    /**
     * Lets it happen on a fresh channel of {@code target}, and demands that each member sees, frame for frame, what a
     * plain list says: the history when it joins, then what the others send.
     *
     * @throws AssertionError           when one sees something else
     * @throws IllegalArgumentException when the server keeps some messages, but not all of the script's
     */
    public void playOn(ServerTarget target) {
        if (!isKeptBy(target)) {
            throw new IllegalArgumentException("the server keeps " + target.historyLimit()
                    + " messages, not all of a script of " + steps.size() + " steps");
        }
        try (ScriptPlay play = new ScriptPlay(target)) {
            steps.forEach(play::step);
            play.end();
        }
    }

    private boolean isKeptBy(ServerTarget target) {
        return target.historyLimit() == 0 || target.historyLimit() > steps.size();
    }

    /** {@return a script, as {@code random} picks it} */
    static MemberScript any(Random random) {
        return new MemberScript(IntStream.range(0, STEPS).<Step>mapToObj(i -> {
            int member = random.nextInt(4);
            return switch (random.nextInt(8)) {
                case 0, 1, 2 -> new Join(member);
                case 3 -> new Leave(member);
                case 4 -> random.nextInt(4) == 0 ? new Stall(member) : new Publish(member, random.nextInt(70_000));
                default -> new Publish(member, random.nextInt(100));
            };
        }).toList());
    }

    static List<Check> checks(ServerTarget target) {
        List<Check> checks = new ArrayList<>();
        for (int seed = 0; seed < SCRIPTS; seed++) {
            MemberScript script = any(new Random(seed));
            checks.add(Check.of("5", "script " + seed + " of members that join, publish, stall and leave", () -> {
                if (!script.isKeptBy(target)) {
                    throw new SkippedException("the server keeps fewer messages than a script has");
                }
                script.playOn(target);
            }));
        }
        return checks;
    }
}
