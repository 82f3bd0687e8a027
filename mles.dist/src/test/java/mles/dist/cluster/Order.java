package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The messages of one channel in the one order that all servers have at the end. */
final class Order {
    private final List<String> texts;
    private final Set<String> all;

    /** @param texts without empty ones and without the end */
    Order(List<String> texts) {
        this.texts = texts;
        this.all = new HashSet<>(texts);
    }

    List<String> texts() {
        return texts;
    }

    boolean contains(Collection<String> some) {
        return all.containsAll(some);
    }

    /** {@return how many of {@code some} are not in it} */
    long lacks(Collection<String> some) {
        return some.stream().filter(text -> !all.contains(text)).count();
    }

    /** {@return the texts that others than {@code member} published} */
    List<String> without(CrowdMember member) {
        return texts.stream().filter(text -> !member.isOwn(text)).toList();
    }

    /** {@return the number of texts that are there more than once} */
    long doubles() {
        return (long) texts.size() - all.size();
    }

    /** Fails unless {@code sent}, as far as it is there, is in the order in which it was sent. */
    void checkOrder(CrowdMember member, List<String> sent) {
        Set<String> own = new HashSet<>(sent);
        List<String> found = List.copyOf(new LinkedHashSet<>(texts.stream().filter(own::contains).toList()));
        assertEquals(sent.stream().filter(all::contains).toList(), found, member.uid);
    }
}
