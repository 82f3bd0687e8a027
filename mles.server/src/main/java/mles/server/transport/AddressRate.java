package mles.server.transport;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often those of one address may do something in a second, all at once or not. Who has not done it for a second is
 * forgotten. Thread-safe.
 */
public final class AddressRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SWEEP_AT = 1024;

    private final Map<Origin, Account> accounts = new ConcurrentHashMap<>();
    private final long takes;
    private final LongSupplier clock;
    private volatile int sweepAt = SWEEP_AT;

    /** @param perSecond 0 is no limit */
    public AddressRate(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    AddressRate(int perSecond, LongSupplier clock) {
        this.takes = perSecond == 0 ? 0 : SECOND / perSecond;
        this.clock = clock;
    }

    /** {@return whether {@code who} may do it once more now} It counts only then. */
    public boolean allows(InetSocketAddress who) {
        if (takes == 0) {
            return true;
        }
        long now = clock.getAsLong();
        boolean allowed = accounts.computeIfAbsent(Origin.of(who), origin -> new Account(now)).take(now, takes);
        if (accounts.size() > sweepAt) {
            accounts.values().removeIf(account -> account.isClear(now));
            sweepAt = Math.max(SWEEP_AT, 2 * accounts.size());
        }
        return allowed;
    }

    /** {@return of how many it knows something} */
    int known() {
        return accounts.size();
    }

    /** Until when what one did would have lasted, done at an even pace. */
    private static final class Account {
        private long until;

        Account(long now) {
            until = now;
        }

        synchronized boolean take(long now, long takes) {
            long end = (isClear(now) ? now : until) + takes;
            boolean allowed = end - now <= SECOND;
            if (allowed) {
                until = end;
            }
            return allowed;
        }

        synchronized boolean isClear(long now) {
            return until - now <= 0;
        }
    }
}
