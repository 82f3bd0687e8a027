package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.net.StandardProtocolFamily;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class TcpTableTest {
    @Test
    void aConnectionIsInTheTableWhateverItsSocketIs() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                Socket usual = new Socket(listener.getInetAddress(), listener.getLocalPort());
                SocketChannel ipv4 = SocketChannel.open(StandardProtocolFamily.INET)) {
            ipv4.connect(listener.getLocalSocketAddress());
            for (Socket socket : new Socket[]{usual, ipv4.socket()}) {
                InetSocketAddress local = (InetSocketAddress) socket.getLocalSocketAddress();
                InetSocketAddress remote = (InetSocketAddress) socket.getRemoteSocketAddress();
                assertEquals(0, TcpTable.read(0).get(TcpTable.key(local, remote)));
                assertEquals(0, TcpTable.retransmissions(local, remote));
            }
        }
    }
}
