package mles.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import mles.testkit.SealedVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SealTest {
    private static final ByteBuffer HELLO = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8))
            .asReadOnlyBuffer();
    private static final Seal SEAL = Seal.of("figs", "lab");

    @ParameterizedTest
    @MethodSource("mles.testkit.SealedVector#all")
    void goldenVectors(SealedVector vector) {
        Seal seal = Seal.of(vector.secret(), vector.channel());
        assertEquals(vector.key(), ByteBuffer.wrap(seal.key()));
        byte[] nonce = new byte[vector.nonce().remaining()];
        vector.nonce().duplicate().get(nonce);
        assertEquals(vector.sealed(), ByteBuffer.wrap(seal.close(vector.uid(), vector.content(), nonce)));
        assertEquals(vector.content(), ByteBuffer.wrap(seal.open(vector.uid(), vector.sealed()).orElseThrow()));
    }

    @Test
    void eachMessageHasANonceOfItsOwn() {
        byte[] sealed = SEAL.close("ann", HELLO);
        assertEquals(Seal.OVERHEAD + HELLO.remaining(), sealed.length);
        assertNotEquals(ByteBuffer.wrap(sealed), ByteBuffer.wrap(SEAL.close("ann", HELLO)));
        assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8),
                SEAL.open("ann", ByteBuffer.wrap(sealed)).orElseThrow());
    }

    @Test
    void whatIsBoundCannotBeChanged() {
        byte[] sealed = SEAL.close("ann", HELLO);
        assertEquals(Optional.empty(), SEAL.open("bob", ByteBuffer.wrap(sealed)));
        assertEquals(Optional.empty(), Seal.of("figs", "lob").open("ann", ByteBuffer.wrap(sealed)));
        assertEquals(Optional.empty(), Seal.of("fig", "lab").open("ann", ByteBuffer.wrap(sealed)));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertTrue(SEAL.open("ann", ByteBuffer.wrap(changed)).isEmpty(), "byte " + i);
        }
        for (int length = 0; length < sealed.length; length++) {
            assertTrue(SEAL.open("ann", ByteBuffer.wrap(sealed, 0, length)).isEmpty(), "length " + length);
        }
    }

    @Test
    void anyBytesAreHarmless() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            if (noise.length > 4 && i % 2 == 0) {
                System.arraycopy(new byte[]{(byte) 0xe2, 0x6d, 0x73, 2}, 0, noise, 0, 4);
            }
            assertTrue(SEAL.open("ann", ByteBuffer.wrap(noise)).isEmpty());
        }
    }

    @Test
    void anotherVersionIsSealed() {
        byte[] sealed = SEAL.close("ann", HELLO);
        sealed[3] = 1;
        assertTrue(Seal.isSealed(ByteBuffer.wrap(sealed)));
        assertFalse(Seal.isSealed(HELLO));
    }

    @Test
    void secretIsNotEmpty() {
        assertEquals("secret: expected at least one character, was empty",
                assertThrows(IllegalArgumentException.class, () -> Seal.of("", "lab")).getMessage());
    }
}
