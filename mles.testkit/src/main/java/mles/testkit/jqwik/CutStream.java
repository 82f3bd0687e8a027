package mles.testkit.jqwik;

import java.util.List;
import mles.protocol.Frame;

/**
 * What a connection may receive.
 *
 * @param frames what was sent
 * @param pieces what arrives, in order
 */
public record CutStream(List<Frame> frames, List<byte[]> pieces) {
}
