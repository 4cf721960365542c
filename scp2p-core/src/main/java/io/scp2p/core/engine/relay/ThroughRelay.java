package io.scp2p.core.engine.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.RelayedConnection;
import io.scp2p.core.protocol.relay.RelayMachine;
import io.scp2p.core.protocol.relay.RelayVerdict;
import io.scp2p.core.protocol.relay.RouteBook;
import io.scp2p.core.protocol.relay.SealedChannel;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.RelayStream.Kind;
import io.scp2p.core.wire.record.RelayRoute;
import io.scp2p.core.wire.relay.SealedFrame;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a session with a firewalled node. Which relay carries an exchange is decided for
 * each of them, so the session outlives any relay as long as one of the node's tunnels is left: a
 * sealed channel belongs to the two ends, and the tunnels of one node lead to the same one.
 *
 * <p>What a relay says it did not pass on is sent again through the next. So is what may have been
 * passed on, unless doing it twice could matter.
 */
final class ThroughRelay implements RelayedConnection {
  /** Transfers and the vault: content, which a relay may refuse to carry. */
  private static final int FIRST_BULK_EXTENSION = 610;

  private static final int LAST_BULK_EXTENSION = 639;

  /** Orders to the vault, and what people agree on: not to be done twice. */
  private static final int FIRST_ORDER = 620;

  private static final int LAST_ORDER = 659;

  /** Attempts at a tunnel that is full, each a little later than the one before: 5 s in all. */
  private static final int MAX_WAITS = 10;

  private static final long WAIT_NANOS = Duration.ofMillis(100).toNanos();

  private final Loop loop;
  private final RelayAsker asker;
  private final RouteBook routes;
  private final NodeKey peer;
  private final RelayAsker.Way first;
  private final @Nullable SealedChannel channel;
  private final Set<ExchangeStream> streams = new HashSet<>();
  private @Nullable ConnectionListener listener;
  private int lostInARow;
  private boolean hasMain;
  private boolean over;

  /**
   * A connection that is there.
   *
   * @param channel its keys; null towards a plain v1 node
   */
  ThroughRelay(
      Loop loop,
      RelayAsker asker,
      RouteBook routes,
      NodeKey peer,
      RelayAsker.Way first,
      @Nullable SealedChannel channel) {
    this.loop = loop;
    this.asker = asker;
    this.routes = routes;
    this.peer = peer;
    this.first = first;
    this.channel = channel;
  }

  void listen(ConnectionListener newListener) {
    listener = newListener;
  }

  @Override
  public boolean isSealed() {
    return channel != null;
  }

  /** Section 14.3: a relay of the reference passes on one request after the other. */
  @Override
  public int inFlight() {
    return channel == null && !first.extended() ? 1 : SessionRules.RELAYED_PIPELINE;
  }

  @Override
  public TransportKind kind() {
    return first.at().kind();
  }

  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress(0);
  }

  @Override
  public InetSocketAddress remote() {
    return first.at().address();
  }

  @Override
  public boolean isInitiator() {
    return true;
  }

  @Override
  public byte[] binding() {
    return channel == null ? new byte[0] : channel.binding().toArray();
  }

  @Override
  public int maxStreams() {
    return inFlight() + 1;
  }

  @Override
  public ByteStream openStream(StreamListener to) throws TransportException {
    if (over) {
      throw new TransportException(
          TransportException.Reason.CLOSED, "the way through the relay is closed", null);
    }
    boolean hello = !hasMain;
    hasMain = true;
    ExchangeStream stream =
        new ExchangeStream(
            loop, this, (each, frame) -> new Exchange(each, frame, hello).begin(), () -> {});
    stream.listen(to);
    streams.add(stream);
    return stream;
  }

  @Override
  public void close(String reason) {
    if (over) {
      return;
    }
    end(null);
  }

  private void end(@Nullable TransportException cause) {
    over = true;
    List.copyOf(streams).forEach(stream -> stream.end(cause));
    streams.clear();
    if (channel != null) {
      channel.close();
    }
    ConnectionListener to = listener;
    if (to != null) {
      to.closed(cause);
    }
  }

  private void dead(String why) {
    if (!over) {
      end(new TransportException(TransportException.Reason.BROKEN, why, null));
    }
  }

  /** One frame there and one back. */
  private final class Exchange {
    private final ExchangeStream stream;
    private final Bytes frame;
    private final boolean hello;
    private final @Nullable Envelope request;
    private final boolean content;
    private final Set<RelayRoute> tried = new HashSet<>();
    private @Nullable RelayRoute route;
    private long number;
    private int waits;
    private boolean reached;
    private String refusal = WireErrorText.RELAY_SLOT_NOT_FOUND;

    Exchange(ExchangeStream stream, Bytes frame, boolean hello) {
      this.stream = stream;
      this.frame = frame;
      this.hello = hello;
      this.request = hello ? null : envelope(frame);
      this.content = request != null && isContent(request.type());
    }

    void begin() {
      if (over) {
        return;
      }
      if (frame.size() > SealedFrame.MAX_FRAME_BYTES) {
        refuse(WireErrorText.ANSWER_TOO_LARGE);
        return;
      }
      Optional<RelayRoute> next =
          routes.of(peer, content, loop.time().nanos()).stream()
              .filter(each -> !tried.contains(each))
              .findFirst();
      if (next.isEmpty()) {
        noRoute();
        return;
      }
      RelayRoute chosen = next.get();
      route = chosen;
      tried.add(chosen);
      asker.ask(chosen, content ? Kind.CONTENT : Kind.CONTROL, inner(), this::ended);
    }

    /** Sealed anew for every attempt: the other end takes no number twice. */
    private Envelope inner() {
      SealedChannel sealing = channel;
      if (sealing == null) {
        return request == null ? Envelope.request(0, 0, Bytes.EMPTY) : request;
      }
      byte[] marked = new byte[frame.size() + 1];
      marked[0] = (byte) (hello ? FarEnd.HELLO : FarEnd.REQUEST);
      frame.copyTo(marked, 1);
      SealedFrame sealed = sealing.sealRequest(Bytes.wrap(marked));
      number = sealed.number();
      return Envelope.request(SealedFrame.TYPE, number & 0xffff_ffffL, sealed.encoded());
    }

    private void ended(RelayAsker.Result result) {
      RelayRoute used = route;
      if (over || used == null) {
        return;
      }
      Envelope answer = result.answer();
      if (answer != null) {
        routes.worked(peer, used);
        lostInARow = 0;
        answered(answer);
        return;
      }
      refusal = result.text();
      reached |= result.verdict() != RelayVerdict.AWAY;
      long now = loop.time().nanos();
      switch (result.verdict()) {
        case GONE -> routes.gone(peer, used);
        case AWAY, LOST -> routes.failed(peer, used, now);
        case NO_CONTENT -> routes.refusedContent(peer, used, now);
        case LATER -> {}
      }
      if (result.verdict() == RelayVerdict.LOST) {
        lost();
      } else if (!mayWait(result, now)) {
        begin();
      }
    }

    /** A tunnel that is full for the moment is worth waiting for, if there is no other. */
    private boolean mayWait(RelayAsker.Result result, long now) {
      boolean another =
          routes.of(peer, content, now).stream().anyMatch(each -> !tried.contains(each));
      if (another || !result.text().equals(RelayMachine.BUSY) || waits >= MAX_WAITS) {
        return false;
      }
      waits++;
      tried.clear();
      var unused = loop.at(now + WAIT_NANOS * waits, this::begin);
      return true;
    }

    /** Two in a row without another way, and there is nobody there any more. */
    private void lost() {
      lostInARow++;
      boolean another =
          routes.of(peer, content, loop.time().nanos()).stream()
              .anyMatch(each -> !tried.contains(each));
      if (another && !hello && isRepeatable()) {
        begin();
      } else if (hello || (!another && lostInARow > 1)) {
        dead("nothing comes back through the relay");
      } else {
        streams.remove(stream);
        stream.end(
            new TransportException(
                TransportException.Reason.BROKEN, "lost on the way through a relay", null));
      }
    }

    /** What may be done twice: all of v1, lookups, catalogs and parts of contents. */
    private boolean isRepeatable() {
      int type = request == null ? 0 : request.type();
      return type < FIRST_ORDER || type > LAST_ORDER;
    }

    /**
     * Where no relay can be reached there is nobody behind one either: whoever asked must look for
     * another way, and not wait until the routes have been forgotten.
     */
    private void noRoute() {
      boolean away = !tried.isEmpty() && !reached;
      if (hello || away || !routes.leadsTo(peer)) {
        dead(refusal);
      } else {
        refuse(refusal);
      }
    }

    /** To whoever asked it looks as if the other end had refused. */
    private void refuse(String text) {
      Envelope asked = request;
      if (asked == null) {
        dead(text);
      } else {
        finish(Envelope.error(asked.type(), asked.requestId(), text).encoded());
      }
    }

    private void answered(Envelope inner) {
      SealedChannel opening = channel;
      if (opening == null) {
        // Section 14.5: what has no RESPONSE bit is an echo of the old model, not an answer.
        if (inner.isResponse()) {
          finish(inner.encoded());
        } else {
          dead("the relay echoes");
        }
        return;
      }
      if (inner.isError() && !FarEnd.NO_CHANNEL.equals(inner.errorText())) {
        refuse(inner.errorText());
        return;
      }
      Optional<Bytes> opened = opened(opening, inner);
      if (opened.isEmpty()) {
        dead("the channel is broken");
      } else if (!hello) {
        finish(opened.get());
      } else if (!opened.get().isEmpty()) {
        stream.deliver(opened.get(), false);
      }
    }

    private Optional<Bytes> opened(SealedChannel opening, Envelope inner) {
      if (inner.isError() || inner.type() != SealedFrame.TYPE) {
        return Optional.empty();
      }
      try {
        return opening.openAnswer(number, SealedFrame.decode(inner.payload()));
      } catch (WireException e) {
        return Optional.empty();
      }
    }

    private void finish(Bytes body) {
      streams.remove(stream);
      stream.deliver(body, true);
    }
  }

  private static @Nullable Envelope envelope(Bytes frame) {
    try {
      return Envelope.decode(frame);
    } catch (WireException e) {
      throw new IllegalStateException("a session wrote what is no envelope", e);
    }
  }

  private static boolean isContent(int type) {
    return type == MessageType.GET_CHUNK.number()
        || (type >= FIRST_BULK_EXTENSION && type <= LAST_BULK_EXTENSION);
  }

  /** Where it goes, for logs. */
  @Override
  public String toString() {
    return "ThroughRelay[" + new Endpoint(kind(), remote()) + "]";
  }
}
