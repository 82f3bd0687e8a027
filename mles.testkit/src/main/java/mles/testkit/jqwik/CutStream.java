package mles.testkit.jqwik;

import java.util.List;
import mles.protocol.Frame;

/**
 * Stream that a connection may receive.
 *
 * @param frames frames sent
 * @param pieces pieces as they arrive, in order
 */
public record CutStream(List<Frame> frames, List<byte[]> pieces) {
}
