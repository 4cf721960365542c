package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.message.FindNodeResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Our node against peers that are written from the document (sections 2 to 6, 17, 22.1) and share
 * no code with it: what they may say is understood, what they expect is said.
 */
@Timeout(400)
class ReferenceInteropTest {
  private static final byte[] NOTHING = {};
  private static final byte[] EMPTY_MAP = {(byte) 0xa0};
  private static final int FIND_NODE = 200;
  private static final int GET_MANIFEST = 400;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<AutoCloseable> peers = new ArrayList<>();
  private final NetNode node = node(NetworkConfig.DEFAULT_HANDSHAKE_TIMEOUT);

  private NetNode node(Duration handshakeTimeout) {
    return new NetNode(
        new EventLoop("node", TimeSource.system()),
        executor,
        Map.of(TransportKind.TCP, TcpSessionTest.transport(TransportKind.TCP)),
        Entropy.system(),
        NodeConfig.builder()
            .network(n -> n.tcpPort(0).quicPort(0).handshakeTimeout(handshakeTimeout))
            .build(),
        SessionContract.OFFER,
        InetAddress.getLoopbackAddress(),
        PinBook.State.EMPTY);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable peer : peers) {
      peer.close();
    }
    close(node);
    executor.shutdown();
  }

  private static void close(NetNode node) {
    node.network.close().join();
    ((EventLoop) node.loop).close();
  }

  private static void await(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, Duration.ofMinutes(1))).as(what).isTrue();
  }

  private InetSocketAddress listening() {
    if (node.endpoints.isEmpty()) {
      node.endpoints = node.network.listen().join();
    }
    return node.endpoint(TransportKind.TCP).address();
  }

  private ReferencePeer client(String... protocols) throws Exception {
    ReferencePeer peer = ReferencePeer.dial(listening(), protocols);
    peers.add(peer);
    return peer;
  }

  private static byte[] findNode() {
    byte[] target = new byte[20];
    target[0] = 9;
    return CBORObject.NewMap().Add(0, target).EncodeToBytes();
  }

  // They dial, we serve.

  @Test
  void aClientOfTheReferenceIsServedOverBothVersionsOfTls() throws Exception {
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      ReferencePeer peer = client(protocol).shaken();
      assertThat(peer.socket.getSession().getProtocol()).isEqualTo(protocol);
      assertThat(peer.socket.getApplicationProtocol()).isEmpty();
      peer.send(FIND_NODE, 1_000_000, 0, findNode());
      assertThat(peer.answer()).isEqualTo("200/1000000/1");
    }
    await("both were met", () -> node.events.size() == 2);
    assertThat(node.events).containsOnly("connected plain");
  }

  @Test
  void helloTwoIsInTheFormOfTheReferenceWithNothingAdded() throws Exception {
    ReferencePeer peer = client();
    CBORObject second = peer.shakeAsInitiator(hello -> hello);
    assertThat(second.getKeys().stream().map(CBORObject::AsString))
        .containsExactlyInAnyOrder(
            "node_pubkey",
            "capabilities",
            "nonce",
            "echoed_nonce",
            "timestamp_unix_secs",
            "protocol_version",
            "ephemeral_pubkey",
            "signature");
    assertThat(ReferencePeer.octets(second.get("node_pubkey"))).isEqualTo(node.nodeKey().bytes());
    assertThat(second.get("signature").size()).isEqualTo(64);
    assertThat(second.get("capabilities").getKeys()).hasSize(5);
    assertThat(second.get("protocol_version").AsInt32()).isEqualTo(1);
  }

  /** Sections 2.4, 4.1, 4.2 and 22.1: none of it is signed, none of it matters. */
  @Test
  void hellosMaySayMoreAndSayItOtherwise() throws Exception {
    ReferencePeer strange = client();
    strange.shakeAsInitiator(
        hello -> {
          hello.Add("future", CBORObject.NewMap().Add("deep", CBORObject.NewArray().Add(1)));
          hello.get("capabilities").Add("community_paged_browse_v2", true);
          return hello;
        });
    strange.send(FIND_NODE, 1, 0, findNode());
    assertThat(strange.answer()).isEqualTo("200/1/1");

    ReferencePeer compact = client();
    compact.shakeAsInitiator(
        hello -> {
          for (String id : List.of("node_pubkey", "nonce", "ephemeral_pubkey")) {
            hello.Set(id, CBORObject.FromObject(ReferencePeer.octets(hello.get(id))));
          }
          return hello;
        });
    compact.send(FIND_NODE, 1, 0, findNode());
    assertThat(compact.answer()).isEqualTo("200/1/1");

    ReferencePeer brief = client();
    brief.shakeAsInitiator(
        hello -> {
          if (hello.get("echoed_nonce").isNull()) {
            hello.Remove("echoed_nonce");
          }
          return hello;
        });
    brief.send(FIND_NODE, 1, 0, findNode());
    assertThat(brief.answer()).isEqualTo("200/1/1");
  }

  /** Section 4.5: no error message is sent at any point of the handshake. */
  @Test
  void aHelloThatIsRefusedEndsTheStreamWithoutAWord() throws Exception {
    ReferencePeer version2 = client();
    version2.write(version2.hello(null).Set("protocol_version", 2));
    assertThat(version2.isDropped()).isTrue();
    ReferencePeer longer = client();
    longer.writePrefix((64 << 10) + 1);
    assertThat(longer.isDropped()).as("a hello above 64 KiB").isTrue();
    ReferencePeer echoing = client();
    echoing.write(echoing.hello(new byte[32]));
    assertThat(echoing.isDropped()).isTrue();
    assertThat(node.events).doesNotContain("connected plain");
  }

  /** Sections 5.1 and 5.2: one answer for everything, in order, whatever its number and flags. */
  @Test
  void everyEnvelopeGetsItsOneAnswerInOrder() throws Exception {
    ReferencePeer peer = client().shaken();
    peer.send(FIND_NODE, 7, 0, findNode());
    peer.send(FIND_NODE, 7, 3, findNode());
    peer.send(FIND_NODE, 0, 0x8000, findNode());
    peer.send(0, 8, 0, NOTHING);
    peer.send(65_535, 0xffff_ffffL, 0, NOTHING);
    peer.send(401, 9, 0, EMPTY_MAP);
    peer.send(498, 10, 1, EMPTY_MAP);
    peer.send(600, 11, 0, NOTHING);
    peer.send(GET_MANIFEST, 12, 0, manifest());
    peer.send(FIND_NODE, 7, 0, findNode());
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(peer.answer());
    }
    assertThat(answers)
        .containsExactly(
            "200/7/1",
            "200/7/1",
            "200/0/1",
            "0/8/3 unknown message type 0",
            "65535/4294967295/3 unknown message type 65535",
            "401/9/3 unsupported message type",
            "498/10/3 unsupported message type",
            "600/11/3 unknown message type 600",
            "400/12/3 manifest not found",
            "200/7/1");
  }

  private static byte[] manifest() {
    return CBORObject.NewMap()
        .Add("manifest_id", ReferencePeer.ints(new byte[32]))
        .Add("a later field", "is ignored")
        .EncodeToBytes();
  }

  @Test
  void aPayloadThatMeansNothingIsAnErrorAndTheSessionGoesOn() throws Exception {
    ReferencePeer peer = client().shaken();
    peer.send(FIND_NODE, 1, 0, new byte[] {(byte) 0xff});
    assertThat(peer.answer()).startsWith("200/1/3 ");
    peer.send(GET_MANIFEST, 2, 0, NOTHING);
    assertThat(peer.answer()).startsWith("400/2/3 ");
    peer.send(FIND_NODE, 3, 0, findNode());
    assertThat(peer.answer()).isEqualTo("200/3/1");
  }

  /** Section 2.1: what is no envelope, or too large for one, ends the stream without an answer. */
  @Test
  void whatIsNoEnvelopeEndsTheStream() throws Exception {
    ReferencePeer empty = client().shaken();
    empty.writePrefix(0);
    assertThat(empty.isDropped()).isTrue();
    ReferencePeer tooLong = client().shaken();
    tooLong.writePrefix((2 << 20) + 1);
    assertThat(tooLong.isDropped()).isTrue();
    ReferencePeer fat = client().shaken();
    fat.send(FIND_NODE, 1, 0, new byte[(1 << 20) + 1]);
    assertThat(fat.isDropped()).isTrue();
    ReferencePeer text = client().shaken();
    text.write(CBORObject.FromObject("hello?"));
    assertThat(text.isDropped()).isTrue();
    ReferencePeer keys = client().shaken();
    keys.write(ReferencePeer.envelope(FIND_NODE, 1, 0, findNode()).Add("trace", "x"));
    assertThat(keys.answer()).as("unknown text keys are ignored").isEqualTo("200/1/1");
    ReferencePeer largest = client().shaken();
    largest.send(65_000, 1, 0, new byte[1 << 20]);
    assertThat(largest.answer()).isEqualTo("65000/1/3 unknown message type 65000");
  }

  /** Section 17.1: request number 241 is the first refused, and the session stays. */
  @Test
  void ratesAreThoseOfTheReferenceAndSoAreTheTexts() throws Exception {
    ReferencePeer peer = client().shaken();
    for (int i = 1; i <= 242; i++) {
      peer.send(GET_MANIFEST, i, 0, manifest());
    }
    for (int i = 1; i <= 242; i++) {
      assertThat(peer.answer())
          .isEqualTo(
              "400/"
                  + i
                  + "/3 "
                  + (i <= 240 ? "manifest not found" : "fetch request rate limit exceeded"));
    }
    peer.send(FIND_NODE, 1, 0, findNode());
    assertThat(peer.answer()).isEqualTo("200/1/1");
    await("the host is told", () -> node.events.contains("throttled"));
  }

  /** Section 3.2: the reference may end TCP without close_notify. */
  @Test
  void hangingUpWithoutGoodbyeIsAnOrdinaryEnd() throws Exception {
    ReferencePeer peer = client().shaken();
    peer.send(FIND_NODE, 1, 0, findNode());
    assertThat(peer.answer()).isEqualTo("200/1/1");
    peer.hangUp();
    await("it is gone", () -> node.events.contains("disconnected"));
    assertThat(node.events).containsExactly("connected plain", "disconnected");
  }

  /** Section 22.8 and Q-35: a frame is one write, so a small one is one TLS record. */
  @Test
  void aFrameIsWrittenAtOnce() throws Exception {
    ReferencePeer peer = client().shaken();
    peer.send(0, 1, 0, NOTHING);
    byte[] record = peer.readRecord();
    int length = ((record[2] & 0xff) << 8) | (record[3] & 0xff);
    assertThat(record).hasSize(4 + length);
  }

  // We dial, they serve.

  /** A server of the reference: whatever comes after the hellos is the test's. */
  private interface Script {
    void run(ReferencePeer peer) throws Exception;
  }

  private CompletableFuture<NodeKey> serve(SSLServerSocket listener, Script script) {
    peers.add(listener);
    CompletableFuture<NodeKey> key = new CompletableFuture<>();
    executor.execute(
        () -> {
          try (ReferencePeer peer = ReferencePeer.accept(listener)) {
            key.complete(peer.key.nodeKey());
            script.run(peer);
          } catch (Exception e) {
            key.completeExceptionally(e);
          }
        });
    return key;
  }

  private static Endpoint at(SSLServerSocket listener) {
    return new Endpoint(TransportKind.TCP, (InetSocketAddress) listener.getLocalSocketAddress());
  }

  private NetNode.Outcome over(NetNode.Outcome outcome) {
    await("it is over", outcome::isOver);
    return outcome;
  }

  @Test
  void ourClientShowsWhatTheReferenceExpects() throws Exception {
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      SSLServerSocket listener = ReferencePeer.listen(protocol);
      CompletableFuture<List<String>> seen = new CompletableFuture<>();
      serve(
          listener,
          peer -> {
            List<String> facts = new ArrayList<>();
            ExtendedSSLSession session = (ExtendedSSLSession) peer.socket.getSession();
            facts.add(session.getProtocol());
            facts.add(session.getRequestedServerNames().toString());
            facts.add("alpn" + peer.socket.getApplicationProtocol());
            CBORObject first = peer.shakeAsResponder(hello -> hello);
            facts.add("echo " + first.get("echoed_nonce"));
            facts.add("version " + first.get("protocol_version"));
            seen.complete(facts);
            peer.isDropped();
          });
      NodeKey met = node.contact(at(listener), null).join();
      assertThat(met).isNotNull();
      assertThat(seen.join())
          .containsExactly(
              protocol,
              List.of(new SNIHostName("localhost")).toString(),
              "alpn",
              "echo null",
              "version 1");
    }
  }

  @Test
  void answersOfTheReferenceAreUnderstood() throws Exception {
    SSLServerSocket listener = ReferencePeer.listen();
    CompletableFuture<NodeKey> key =
        serve(
            listener,
            peer -> {
              peer.shakeAsResponder(
                  hello -> {
                    hello.Add("future", 1);
                    hello.get("capabilities").Add("later", true);
                    return hello;
                  });
              byte[] none =
                  CBORObject.NewMap()
                      .Add(0, CBORObject.NewArray())
                      .Add(77, "later")
                      .EncodeToBytes();
              for (CBORObject request = peer.read(); request != null; request = peer.read()) {
                long id = request.get("req_id").AsInt64Value();
                int type = request.get("type").AsInt32();
                if (type == FIND_NODE) {
                  peer.write(
                      ReferencePeer.envelope(type, id, 0x8001, none).Add("note", "unknown key"));
                } else {
                  peer.send(type, id, 3, "manifest not found".getBytes("UTF-8"));
                }
              }
            });
    Endpoint at = at(listener);
    NodeKey peer = node.contact(at, null).join();
    assertThat(peer).isEqualTo(key.join());
    List<NetNode.Outcome> found = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      found.add(node.ask(peer, NetworkContract.findNode(node), 100));
      NetNode.Outcome refused = over(node.ask(peer, NetworkContract.manifest(), 100));
      assertThat(refused.failure).isEqualTo(new AskFailure.Refused("manifest not found"));
    }
    for (NetNode.Outcome outcome : found) {
      assertThat(over(outcome).response).isInstanceOf(FindNodeResult.class);
    }
    assertThat(node.events).containsExactly("connected plain");
  }

  /** What a reference never does ends the session, and whoever waits hears of it. */
  @Test
  void answersNobodyAskedForEndTheSession() throws Exception {
    List<Script> lies =
        List.of(
            peer -> peer.send(FIND_NODE, peer.read().get("req_id").AsInt64Value() + 1, 1, NOTHING),
            peer -> peer.send(0, peer.read().get("req_id").AsInt64Value(), 1, NOTHING),
            peer -> peer.send(FIND_NODE, peer.read().get("req_id").AsInt64Value(), 0, NOTHING),
            peer -> peer.send(401, peer.read().get("req_id").AsInt64Value(), 1, NOTHING));
    for (Script lie : lies) {
      SSLServerSocket listener = ReferencePeer.listen();
      CompletableFuture<Boolean> dropped = new CompletableFuture<>();
      serve(
          listener,
          peer -> {
            peer.shakeAsResponder(hello -> hello);
            lie.run(peer);
            dropped.complete(peer.isDropped());
          });
      NodeKey peer = node.contact(at(listener), null).join();
      NetNode.Outcome outcome = over(node.ask(peer, NetworkContract.findNode(node), 100));
      assertThat(outcome.failure).isEqualTo(new AskFailure.Failed(SessionFailure.PROTOCOL));
      assertThat(dropped.join()).isTrue();
    }
  }

  @Test
  void anotherKeyAtAKnownAddressIsRefusedAndReported() throws Exception {
    SSLServerSocket listener = ReferencePeer.listen();
    serve(listener, peer -> peer.shakeAsResponder(hello -> hello));
    NodeKey first = node.contact(at(listener), null).join();
    await("it hung up", () -> node.events.contains("disconnected"));
    serve(listener, peer -> peer.shakeAsResponder(hello -> hello));
    assertThatThrownBy(() -> node.contact(at(listener), null).join())
        .hasCauseInstanceOf(HandshakeRefusedException.class);
    assertThat(node.events).anyMatch(event -> event.startsWith("mismatch " + first));
  }

  /** Section 3.4: the reference accepts nobody else meanwhile, so nothing of ours dawdles there. */
  @Test
  void helloOneComesAtOnceAndACalledOffDialHangsUp() throws Exception {
    SSLServerSocket listener = ReferencePeer.listen();
    CompletableFuture<Boolean> dropped = new CompletableFuture<>();
    serve(
        listener,
        peer -> {
          peer.read(); // Hello 1, which nobody answers.
          dropped.complete(peer.isDropped());
        });
    NetNode hasty = node(Duration.ofSeconds(3));
    try {
      CompletableFuture<NodeKey> contact = hasty.contact(at(listener), null);
      assertThatThrownBy(() -> contact.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(HandshakeRefusedException.class);
      assertThat(dropped.get(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      close(hasty);
    }
  }
}
