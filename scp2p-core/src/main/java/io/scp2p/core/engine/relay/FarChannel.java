package io.scp2p.core.engine.relay;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.RelayedConnection;
import io.scp2p.core.engine.TunnelLine;
import io.scp2p.core.protocol.relay.SealedChannel;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.relay.SealedFrame;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The far end of a session through relays: the firewalled node's. An answer goes back the way its
 * request came, whichever tunnel that was.
 */
final class FarChannel implements RelayedConnection {
  /** Requests that are not answered; an honest peer has no more under way. */
  static final int MAX_STREAMS = 2 * SessionRules.RELAYED_PIPELINE;

  private final Loop loop;
  private final TunnelLine first;
  private final SealedChannel channel;
  private final Runnable onClosed;
  private final Set<ExchangeStream> streams = new HashSet<>();
  private @Nullable ConnectionListener listener;
  private @Nullable ExchangeStream main;

  /** Where the answer to a hello goes; null if none is owed. */
  private @Nullable Owed helloOwed;

  private int hellos;
  private boolean over;

  /** An answer that is owed to a request. */
  private record Owed(TunnelLine line, long ticket, long number) {}

  FarChannel(Loop loop, TunnelLine first, SealedChannel channel, Runnable onClosed) {
    this.loop = loop;
    this.first = first;
    this.channel = channel;
    this.onClosed = onClosed;
  }

  void listen(ConnectionListener newListener) {
    listener = newListener;
  }

  /** A frame has come through a tunnel. */
  void received(TunnelLine line, long ticket, SealedFrame frame) {
    Optional<Bytes> opened = over ? Optional.empty() : channel.openRequest(frame);
    ConnectionListener to = listener;
    if (opened.isEmpty() || opened.get().isEmpty() || to == null) {
      line.answerError(ticket, FarEnd.NO_CHANNEL);
      return;
    }
    Bytes plain = opened.get();
    Bytes body = plain.slice(1, plain.size() - 1);
    Owed owed = new Owed(line, ticket, frame.number());
    if (plain.get(0) == FarEnd.HELLO) {
      hello(to, body, owed);
    } else if (streams.size() >= MAX_STREAMS) {
      line.answerError(ticket, Answer.BUSY_TEXT);
    } else {
      request(to, body, owed);
    }
  }

  /** Hello 1 is answered with hello 2, hello 3 with nothing. */
  private void hello(ConnectionListener to, Bytes body, Owed owed) {
    hellos++;
    if (main == null) {
      ExchangeStream opened = new ExchangeStream(loop, this, this::secondHello, () -> {});
      opened.listen(to.streamOpened(opened));
      main = opened;
    }
    if (hellos > 1) {
      answer(owed, Bytes.EMPTY);
    } else {
      helloOwed = owed;
    }
    if (main != null && hellos <= 2) {
      main.deliver(body, false);
    }
  }

  private void secondHello(ExchangeStream stream, Bytes body) {
    Owed owed = helloOwed;
    helloOwed = null;
    if (owed != null) {
      answer(owed, body);
    }
  }

  private void request(ConnectionListener to, Bytes body, Owed owed) {
    ExchangeStream stream =
        new ExchangeStream(
            loop,
            this,
            (answered, answer) -> {
              answer(owed, answer);
              streams.remove(answered);
              loop.post(() -> answered.end(null));
            },
            () -> {});
    streams.add(stream);
    StreamListener listening = to.streamOpened(stream);
    stream.listen(listening);
    stream.deliver(body, true);
  }

  private void answer(Owed owed, Bytes body) {
    if (over) {
      return;
    }
    if (body.size() > SealedFrame.MAX_FRAME_BYTES) {
      owed.line().answerError(owed.ticket(), WireErrorText.ANSWER_TOO_LARGE);
    } else {
      owed.line().answer(owed.ticket(), SealedFrame.TYPE, channel.sealAnswer(owed.number(), body));
    }
  }

  @Override
  public boolean isSealed() {
    return true;
  }

  @Override
  public int inFlight() {
    return SessionRules.RELAYED_PIPELINE;
  }

  @Override
  public TransportKind kind() {
    return first.at().kind();
  }

  @Override
  public InetSocketAddress local() {
    return first.local();
  }

  @Override
  public InetSocketAddress remote() {
    return first.at().address();
  }

  @Override
  public boolean isInitiator() {
    return false;
  }

  @Override
  public byte[] binding() {
    return channel.binding().toArray();
  }

  @Override
  public int maxStreams() {
    return MAX_STREAMS;
  }

  @Override
  public ByteStream openStream(StreamListener to) throws TransportException {
    throw new TransportException(
        TransportException.Reason.LIMIT,
        "nothing is asked against the direction of a tunnel",
        null);
  }

  @Override
  public void close(String reason) {
    if (over) {
      return;
    }
    over = true;
    Owed owed = helloOwed;
    if (owed != null) {
      owed.line().answerError(owed.ticket(), FarEnd.NO_CHANNEL);
    }
    if (main != null) {
      main.end(null);
    }
    List.copyOf(streams).forEach(stream -> stream.end(null));
    streams.clear();
    channel.close();
    onClosed.run();
    ConnectionListener to = listener;
    if (to != null) {
      to.closed(null);
    }
  }
}
