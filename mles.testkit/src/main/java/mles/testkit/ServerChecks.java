package mles.testkit;

import java.util.List;
import java.util.stream.Stream;

/**
 * The checks of a running server, from outside: its implementation makes no difference to a client. Each check has a
 * channel of its own under a unique name; only the golden vectors with an empty name use the channel "".
 */
public final class ServerChecks {
    private ServerChecks() {
    }

    /** {@return all checks of {@code target}; nothing is sent before one is run} */
    public static List<Check> of(ServerTarget target) {
        return Stream.of(new FrameChecks(target).all(), new KeyChecks(target).all(),
                new FirstFrameChecks(target).all(), new JoinChecks(target).all(), new PublishChecks(target).all(),
                new HistoryChecks(target).all(), new EndChecks(target).all(), new ResyncChecks(target).all(),
                MemberScript.checks(target)).flatMap(List::stream).toList();
    }
}
