package mles.dist;

import java.util.ArrayList;
import java.util.List;

/**
 * A place for processes that has an address of its own.
 *
 * @param address the address by which the other hosts and this process reach it
 * @param entrance words before a command that let it run there
 */
public record Host(String address, List<String> entrance) {
    /** This machine. */
    public static final Host LOCAL = new Host("127.0.0.1", List.of());

    /** {@return the words that run {@code words} there} */
    public List<String> command(List<String> words) {
        List<String> all = new ArrayList<>(entrance);
        all.addAll(words);
        return all;
    }
}
