package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way out to hosts that a policy opened (N30): what is not meant by it does not get a single packet. */
class EgressDoorTest {

    private static final PublicAddress.Network LOOPBACK = PublicAddress.Network.of("127.0.0.0/8");

    private final List<EgressAttempt> refused = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int port;
    private Path home;
    private GatewaySocket socket;

    @BeforeEach
    void startServer() throws IOException {
        home = Files.createTempDirectory("wbx");
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + " " + body.length);
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        port = server.getAddress().getPort();
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        server.stop(0);
        HostCommand.require(List.of("rm", "-rf", "--", home.toString()));
    }

    @Test
    void tunnelsToAHostThatIsOpen() throws IOException {
        open(List.of("127.0.0.1:" + port), LOOPBACK);

        String answer = ask("CONNECT 127.0.0.1:" + port + " HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /in HTTP/1.1\r\nHost: there\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 Connection established\r\n\r\n")
                .endsWith("ok");
        assertThat(requests).containsExactly("GET /in there 0");
    }

    @Test
    void passesOnePlainRequestAndNothingThatFollows() throws IOException {
        open(List.of("127.0.0.1:" + port), LOOPBACK);

        String answer = ask("POST http://127.0.0.1:" + port + "/a?b=c HTTP/1.1\r\nHost: elsewhere.example\r\n"
                + "Proxy-Authorization: Basic x\r\nContent-Length: 3\r\n\r\nxyz"
                + "GET http://10.0.0.1/ HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("ok");
        assertThat(requests).containsExactly("POST /a?b=c 127.0.0.1:" + port + " 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "example.org:443", "localhost:%d", "127.0.0.1:%d.example.org"})
    void refusesWhatIsNotOnTheList(String target) throws IOException {
        open(List.of("127.0.0.1:" + port), LOOPBACK);

        assertThat(ask("CONNECT " + String.format(target, port) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 40");
        assertThat(requests).isEmpty();
    }

    /** Names and numbers of every kind that lead to this host or to its cloud, each of them on the list. */
    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1", "2130706433", "0.0.0.0", "169.254.169.254", "10.0.0.1", "192.168.1.1"})
    void refusesAddressesThatAreNotPublicWhateverTheListSays(String host) throws IOException {
        open(List.of(host + ":" + port));

        assertThat(ask("CONNECT " + host + ":" + port + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403");
        assertThat(ask("GET http://" + host + ":" + port + "/ HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(requests).isEmpty();
        assertThat(refused).hasSize(2).extracting(EgressAttempt::host).containsOnly(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "GET ftp://127.0.0.1/ HTTP/1.1\r\n\r\n",
                "GET http://user@127.0.0.1/ HTTP/1.1\r\n\r\n",
                "POST http://127.0.0.1/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST http://127.0.0.1/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                "GET http://127.0.0.1/ HTTP/1.1\r\nX : y\r\n\r\n",
                "\u0016\u0003\u0001 hello\r\n\r\n"
            })
    void answersWhatIsNoRequestForAProxy(String request) throws IOException {
        open(List.of("127.0.0.1:80"), LOOPBACK);

        assertThat(ask(request)).startsWith("HTTP/1.1 4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "example.org:0",
                "example.org:70000",
                "http://example.org:80",
                "*:443",
                "a b:1",
                "[::1]:80",
                ""
            })
    void knowsNoSuchRules(String rule) {
        socket = GatewaySocket.serve(home.resolve("unused"), null, (workload, open) -> null);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> EgressRule.of(rule))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void meansWhatIsBelowADomain() {
        socket = GatewaySocket.serve(home.resolve("unused"), null, (workload, open) -> null);
        List<String> rules = List.of("*.example.org:443");

        assertThat(EgressRule.allows(rules, "A.Example.org", 443)).isTrue();
        assertThat(EgressRule.allows(rules, "example.org", 443)).isFalse();
        assertThat(EgressRule.allows(rules, "badexample.org", 443)).isFalse();
        assertThat(EgressRule.allows(rules, "a.example.org", 80)).isFalse();
    }

    private void open(List<String> allowed, PublicAddress.Network... networks) {
        EgressDoor door = new EgressDoor(allowed, List.of(networks), refused::add);
        socket = GatewaySocket.serve(home.resolve("egress.sock"), null, door);
    }

    private String ask(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(home.resolve("egress.sock")));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            while (channel.read(answer) >= 0) {}
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }
}
