package mles.server.delivery;

import mles.server.log.Segment;

/**
 * Place in a log where a member begins to read.
 *
 * @param segment  has the position, or is before it
 * @param position absolute byte offset
 * @param frame    number of the frame there
 */
record LogPlace(Segment segment, long position, long frame) {
}
