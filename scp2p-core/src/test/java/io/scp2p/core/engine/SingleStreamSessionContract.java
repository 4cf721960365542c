package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.session.SessionFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds besides where nodes of plain v1 may be met. */
abstract class SingleStreamSessionContract extends SessionContract {
  @Test
  void plainV1NodesPipelineInOrder() {
    TestNode server = server(null);
    TestNode client = node(OFFER);
    PeerSession session = connect(client, server);
    assertThat(session.peer().extensions()).isEmpty();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(ask(client, session, TestNode.ECHO, new byte[] {(byte) i}));
    }
    for (int i = 0; i < 100; i++) {
      await("it is answered", answers.get(i)::isOver);
      assertThat(answers.get(i).envelope.payload().get(0)).isEqualTo((byte) i);
    }
  }

  @Test
  void aPlainV1ServerMayNotAsk() {
    TestNode server = server(OFFER);
    TestNode client = node(null);
    connect(client, server);
    await("the server knows the session", () -> !server.established.isEmpty());
    Answer answer = ask(server, server.established.get(0), TestNode.ECHO, new byte[1]);
    await("it is refused here", answer::isOver);
    assertThat(answer.failure).isEqualTo(SessionFailure.MAY_NOT_ASK);
  }
}
