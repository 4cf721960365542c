package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What two nodes can expect of each other over any transport. */
abstract class SessionContract {
  static final HelloOffer OFFER =
      new HelloOffer(
          Map.of(Extensions.MULTIPLEX, 1, Extensions.PING, 1),
          Map.of(Extensions.MAX_INFLIGHT, 32L));
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private String outcome = "";

  /** A node of its own, not yet listening. */
  abstract TestNode node(@Nullable HelloOffer offer);

  /** Where a node can listen, with any port. */
  abstract InetSocketAddress anyPort(TestNode node);

  abstract Waiter waiter();

  final void await(String what, BooleanSupplier condition) {
    assertThat(waiter().await(condition, PATIENCE)).as(what).isTrue();
  }

  final <T> T result(CompletableFuture<T> future) {
    await("it completes", future::isDone);
    return future.join();
  }

  final TestNode server(@Nullable HelloOffer offer) {
    TestNode node = node(offer);
    node.address =
        result(node.sessions.listen(node.transport, anyPort(node)).toCompletableFuture());
    return node;
  }

  final PeerSession connect(TestNode client, TestNode server) {
    int before = client.established.size();
    dial(client, server.address, server.key.nodeKey());
    await(
        "both are established; " + outcome + server.refused,
        () -> client.established.size() > before);
    return client.established.get(before);
  }

  final void dial(TestNode client, InetSocketAddress at, @Nullable NodeKey expected) {
    CompletableFuture<PeerSession> dial =
        client.sessions.dial(client.transport, at, Duration.ofSeconds(10), expected, false);
    await("the handshake ends", dial::isDone);
    outcome = dial.handle((session, failure) -> "it ended with " + failure).join();
  }

  /** Remembers how a request ended. */
  static final class Answer implements Reply {
    volatile @Nullable Envelope envelope;
    volatile @Nullable SessionFailure failure;

    @Override
    public void answered(Envelope answer) {
      envelope = answer;
    }

    @Override
    public void failed(SessionFailure why) {
      failure = why;
    }

    boolean isOver() {
      return envelope != null || failure != null;
    }
  }

  final Answer ask(TestNode node, PeerSession session, int type, byte[] payload) {
    Answer answer = new Answer();
    Encodable request = out -> out.raw(Bytes.wrap(payload));
    node.loop.post(() -> session.ask(type, TestNode.ECHOED, request, payload.length, answer));
    return answer;
  }

  private static byte[] payload(int number, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }

  private void manyRequestsAreAnswered(TestNode asking, PeerSession session, int count, int size) {
    List<Answer> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(ask(asking, session, TestNode.ECHO, payload(i, size)));
    }
    for (int i = 0; i < count; i++) {
      Answer answer = answers.get(i);
      await("request " + i + " is answered", answer::isOver);
      assertThat(answer.failure).isNull();
      assertThat(answer.envelope.payload()).isEqualTo(Bytes.wrap(payload(i, size)));
    }
  }

  @Test
  void manySmallRequestsAreAnsweredBothWays() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    PeerSession session = connect(client, server);
    assertThat(session.peer().key()).isEqualTo(server.key.nodeKey());
    manyRequestsAreAnswered(client, session, 500, 50);
    await("the server knows the session", () -> !server.established.isEmpty());
    assertThat(server.established.get(0).peer().key()).isEqualTo(client.key.nodeKey());
    manyRequestsAreAnswered(server, server.established.get(0), 100, 50);
  }

  @Test
  void bigAnswersComeWhole() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    manyRequestsAreAnswered(client, connect(client, server), 100, 256 << 10);
  }

  @Test
  void errorsAreAnswers() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    Answer answer = ask(client, connect(client, server), TestNode.REFUSED, new byte[0]);
    await("it is answered", answer::isOver);
    assertThat(answer.envelope.isError()).isTrue();
    assertThat(answer.envelope.errorText()).isEqualTo("refused by the test");
  }

  @Test
  void aCancelledRequestFailsAndTheSessionGoesOn() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    PeerSession session = connect(client, server);
    Answer answer = new Answer();
    client.loop.post(
        () -> {
          long ticket = session.ask(TestNode.IGNORED, TestNode.ECHOED, out -> {}, 0, answer);
          session.cancel(ticket);
          session.cancel(ticket);
        });
    await("it is over", answer::isOver);
    assertThat(answer.failure).isEqualTo(SessionFailure.CANCELLED);
    manyRequestsAreAnswered(client, session, 40, 10);
  }

  @Test
  void closingFailsWhatIsOpenOnBothSides() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    PeerSession session = connect(client, server);
    await("the server knows the session", () -> !server.established.isEmpty());
    Answer here = ask(client, session, TestNode.IGNORED, new byte[0]);
    Answer there = ask(server, server.established.get(0), TestNode.IGNORED, new byte[0]);
    client.loop.post(() -> session.close("done"));
    await("both have failed", () -> here.isOver() && there.isOver());
    assertThat(here.failure).isEqualTo(SessionFailure.ENDED);
    assertThat(there.failure).isEqualTo(SessionFailure.ENDED);
    await("both sides know", () -> !client.closed.isEmpty() && !server.closed.isEmpty());
    Answer late = ask(client, session, TestNode.ECHO, new byte[0]);
    await("it fails at once", late::isOver);
    assertThat(late.failure).isEqualTo(SessionFailure.ENDED);
  }

  @Test
  void whoIsNotWelcomeIsNotAnswered() {
    TestNode server = server(OFFER);
    server.welcoming = false;
    TestNode client = node(OFFER);
    Answer answer = new Answer();
    client
        .sessions
        .dial(client.transport, server.address, Duration.ofSeconds(10), null, false)
        .thenAccept(session -> session.ask(TestNode.ECHO, TestNode.ECHOED, out -> {}, 0, answer));

    await("the request ends", answer::isOver);
    assertThat(answer.failure).isEqualTo(SessionFailure.ENDED);
    await("the server refused", () -> server.refused.size() == 1);
    assertThat(server.refused.get(0).claimedKey()).isEqualTo(client.key.nodeKey());
    assertThat(server.served).isZero();
    assertThat(server.established).isEmpty();
  }

  @Test
  void anUnexpectedKeyIsRefusedOnTheSideThatKnowsBetter() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    dial(client, server.address, client.key.nodeKey());
    await("it is refused", () -> !client.refused.isEmpty());
    assertThat(client.refused)
        .containsExactly(
            new TestNode.Refusal(true, HandshakeFailure.UNEXPECTED_KEY, server.key.nodeKey()));
    assertThat(client.established).isEmpty();
  }

  @Test
  void aManInTheMiddleIsNoticed() {
    TestNode server = server(OFFER);
    TestNode middle = node(OFFER);
    InetSocketAddress trap =
        result(new ManInTheMiddle(middle.transport, server.address).listen(anyPort(middle)));
    TestNode client = node(OFFER);
    dial(client, trap, server.key.nodeKey());
    await("the client notices", () -> !client.refused.isEmpty());
    assertThat(client.refused.get(0).why()).isEqualTo(HandshakeFailure.CHANNEL_MISMATCH);
    assertThat(client.refused.get(0).why().isSecurityEvent()).isTrue();
    await("the server is rid of it", () -> !server.refused.isEmpty());
    assertThat(client.established).isEmpty();
    assertThat(server.established).isEmpty();
  }

  @Test
  void sessionsComeAndGo() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    AtomicInteger gone = new AtomicInteger();
    for (int i = 0; i < 30; i++) {
      PeerSession session = connect(client, server);
      manyRequestsAreAnswered(client, session, 2, 1_000);
      client.loop.post(() -> session.close("done"));
      gone.incrementAndGet();
      await("it is gone on both sides", () -> server.closed.size() == gone.get());
    }
    await("the client has noted all", () -> client.closed.size() == 30);
    assertThat(client.closed).containsOnly(SessionFailure.ENDED);
  }
}
