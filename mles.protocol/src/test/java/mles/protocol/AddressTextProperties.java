package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Address strings name the address they were made of, in one spelling only (SPEC 3.3). */
class AddressTextProperties {
    private static final String GROUP = "(0|[1-9a-f][0-9a-f]{0,3})";
    private static final Pattern IPV6 = Pattern.compile("\\[((" + GROUP + ":){7}" + GROUP + ")]:([0-9]+)");
    private static final String BYTE = "(0|[1-9][0-9]{0,2})";
    private static final Pattern IPV4 = Pattern.compile("((" + BYTE + "\\.){3}" + BYTE + "):([0-9]+)");

    @Property(tries = 2000)
    void eightGroupsNameTheAddress(@ForAll @Size(16) byte[] ip, @ForAll @IntRange(max = 0xffff) int port)
            throws UnknownHostException {
        Matcher text = matched(IPV6, AddressText.of(ip, port));
        assertEquals(InetAddress.getByAddress(ip), InetAddress.getByName(text.group(1)));
        assertEquals(port, Integer.parseInt(text.group(5)));
    }

    @Property(tries = 1000)
    void aDottedTextNamesTheAddress(@ForAll @Size(4) byte[] ip, @ForAll @IntRange(max = 0xffff) int port)
            throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(ip), port);
        Matcher text = matched(IPV4, AddressText.of(address));
        assertEquals(address.getAddress(), InetAddress.getByName(text.group(1)));
        assertEquals(port, Integer.parseInt(text.group(5)));
        assertEquals(AddressText.of(address), AddressText.of(ip, port));
        assertTrue(AddressText.hasTwoForms(address));
    }

    @Property(tries = 1000)
    void theMappedFormEndsInTheFourBytes(@ForAll @Size(4) byte[] ip, @ForAll @IntRange(max = 0xffff) int port)
            throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(ip), port);
        Matcher text = matched(IPV6, AddressText.mapped(address));
        String[] groups = text.group(1).split(":", -1);
        assertArrayEquals(new String[]{"0", "0", "0", "0", "0", "ffff"}, Arrays.copyOf(groups, 6));
        long low = Long.parseLong(groups[6], 16) << 16 | Long.parseLong(groups[7], 16);
        assertEquals(new BigInteger(1, ip).longValue(), low);
        assertEquals(port, Integer.parseInt(text.group(5)));
    }

    @Example
    void anIpv6AddressIsItsOwnMappedForm() throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("2001:db8::5"), 8077);
        assertEquals("[2001:db8:0:0:0:0:0:5]:8077", AddressText.mapped(address));
        assertEquals("[2001:db8:0:0:0:0:0:5]:8077", AddressText.of(address));
        assertFalse(AddressText.hasTwoForms(address));
    }

    @Example
    void aScopeIsNotPartOfIt() throws UnknownHostException {
        InetAddress scoped = Inet6Address.getByAddress("x", InetAddress.getByName("fe80::1").getAddress(), 3);
        assertEquals("[fe80:0:0:0:0:0:0:1]:80", AddressText.of(new InetSocketAddress(scoped, 80)));
    }

    @Example
    void whatIsNoAddressIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> AddressText.of(new byte[5], 80));
        assertThrows(IllegalArgumentException.class, () -> AddressText.of(new byte[4], -1));
        assertThrows(IllegalArgumentException.class, () -> AddressText.of(new byte[4], 0x1_0000));
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        assertThrows(IllegalArgumentException.class, () -> AddressText.of(unresolved));
        assertThrows(IllegalArgumentException.class, () -> AddressText.mapped(unresolved));
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.matches(), text);
        return matcher;
    }
}
