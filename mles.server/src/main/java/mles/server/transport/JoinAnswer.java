package mles.server.transport;

import mles.server.spi.Position;

/**
 * Answer to a join that was accepted.
 *
 * @param newest position of the newest message of the channel that is there already; the number 0 where none ever was
 * @param next   epoch of the messages to come: another one than that of {@code newest} where that one is of an earlier life of the server
 * @param first  number of the oldest message that the member gets of those that are there; above that of {@code newest} for none
 * @param gap    whether messages may be missing between the position that the join asked for and {@code first}
 */
public record JoinAnswer(Position newest, long next, long first, boolean gap) {
}
