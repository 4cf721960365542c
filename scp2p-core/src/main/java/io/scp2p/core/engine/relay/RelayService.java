package io.scp2p.core.engine.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.engine.TunnelLine;
import io.scp2p.core.protocol.relay.RelayDirectory;
import io.scp2p.core.protocol.relay.RelayEffect;
import io.scp2p.core.protocol.relay.RelayInput;
import io.scp2p.core.protocol.relay.RelayMachine;
import io.scp2p.core.protocol.relay.RelayRules;
import io.scp2p.core.protocol.serving.AddressBlock;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.Acknowledgement;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.RelayConnect;
import io.scp2p.core.wire.message.RelayListRequest;
import io.scp2p.core.wire.message.RelayListResponse;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.message.RelayRegistered;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.relay.SealedFrame;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** This node as a relay: answers messages 450, 452, 453 and 460. Lives on the loop. */
public final class RelayService {
  /** A chunk in its wrappings: whoever waits for it gets the time that takes. */
  private static final int FORWARDED_BYTES = WireLimits.CHUNK_BYTES + SealedFrame.OVERHEAD_BYTES;

  private final Loop loop;
  private final Entropy entropy;
  private final RelayDirectory directory;
  private final boolean serving;
  private final RelayRules rules;
  private final RelayMachine machine;
  private final Alarm alarm;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private final Map<Long, TunnelLine> lines = new HashMap<>();
  private IntConsumer tunnelListener = tunnels -> {};
  private @Nullable Network network;
  private long lastTicket;
  private int told;

  /** A request that is not answered; what it carries goes with it. */
  private static final class Waiting {
    final Responder to;
    final @Nullable RelayStream stream;
    final @Nullable Envelope inner;
    @Nullable Envelope answer;

    Waiting(Responder to, @Nullable RelayStream stream, @Nullable Envelope inner) {
      this.to = to;
      this.stream = stream;
      this.inner = inner;
    }
  }

  /**
   * A relay without tunnels.
   *
   * @param serving false for a node that only passes on the relays it knows
   */
  public RelayService(
      Loop loop, Entropy entropy, RelayDirectory directory, boolean serving, RelayRules rules) {
    this.loop = loop;
    this.entropy = entropy;
    this.directory = directory;
    this.serving = serving;
    this.rules = rules;
    this.machine = new RelayMachine(rules);
    this.alarm = new Alarm(loop, () -> perform(machine.onTimeout(now())));
  }

  /** Registers what this answers. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    if (serving) {
      registry
          .serve(RelayRegister.class, this::register)
          .serve(RelayConnect.class, this::connect)
          .serve(RelayStream.class, this::stream);
    }
    return registry.serve(RelayListRequest.class, this::list);
  }

  /** The network whose sessions become tunnels; before the first request. */
  public void join(Network newNetwork, IntConsumer onTunnels) {
    network = newNetwork;
    tunnelListener = onTunnels;
  }

  private long now() {
    return loop.time().nanos();
  }

  private void list(RelayListRequest request, Requester from, Responder to) {
    long nowUnix = loop.time().wall().getEpochSecond();
    to.answer(
        new Answer.Success(new RelayListResponse(directory.list(request.maxCount(), nowUnix))));
  }

  private void register(RelayRegister request, Requester from, Responder to) {
    NodeKey owner = owner(from);
    InetAddress address = from.address();
    if (owner == null || address == null) {
      to.answer(new Answer.Failure(WireErrorText.MISSING_REMOTE_IDENTITY));
      return;
    }
    step(
        new RelayInput.Register(
            waits(new Waiting(to, null, null)),
            owner,
            AddressBlock.of(address),
            from.session(),
            request.relaySlotId(),
            request.tunnel(),
            freshSlotId(),
            loop.time().wall().getEpochSecond()));
  }

  /** Who asks; null for somebody who comes through a relay himself: relays are not chained. */
  private @Nullable NodeKey owner(Requester from) {
    return network == null || network.tunnels().isRelayed(from) ? null : from.key();
  }

  private long freshSlotId() {
    byte[] random = new byte[Long.BYTES];
    long id = 0;
    while (id == 0) {
      entropy.fill(random);
      id = ByteBuffer.wrap(random).getLong();
    }
    return id;
  }

  private long waits(Waiting request) {
    long ticket = ++lastTicket;
    waiting.put(ticket, request);
    return ticket;
  }

  private void connect(RelayConnect request, Requester from, Responder to) {
    step(new RelayInput.Connect(waits(new Waiting(to, null, null)), request.relaySlotId()));
  }

  private void stream(RelayStream request, Requester from, Responder to) {
    NodeKey asker = owner(from);
    InetAddress address = from.address();
    if (asker == null || address == null) {
      to.answer(new Answer.Failure(WireErrorText.MISSING_REMOTE_IDENTITY));
      return;
    }
    Envelope inner;
    try {
      inner = Envelope.decode(request.payload());
    } catch (WireException e) {
      to.answer(new Answer.Failure(WireErrorText.badInnerEnvelope(e.text())));
      return;
    }
    step(
        new RelayInput.Forward(
            waits(new Waiting(to, request, inner)),
            asker,
            AddressBlock.of(address),
            request.relaySlotId(),
            isContent(request, inner),
            request.payload().size()));
  }

  /**
   * The reference calls everything content (section 14.4); of what is sealed only its kind shows.
   */
  private static boolean isContent(RelayStream request, Envelope inner) {
    return inner.type() == MessageType.GET_CHUNK.number()
        || (inner.type() == SealedFrame.TYPE && request.kind() == RelayStream.Kind.CONTENT);
  }

  private void step(RelayInput input) {
    perform(machine.accept(now(), input));
  }

  private void perform(List<RelayEffect> effects) {
    effects.forEach(this::perform);
    alarm.set(machine.deadlineNanos());
    int tunnels = machine.tunnels();
    if (tunnels != told) {
      told = tunnels;
      tunnelListener.accept(tunnels);
    }
  }

  private void perform(RelayEffect effect) {
    if (effect instanceof RelayEffect.Registered registered) {
      answer(
          registered.ticket(),
          new Answer.Success(new RelayRegistered(registered.slotId(), registered.expiresAt())));
      if (registered.tunnel()) {
        carry(registered);
      }
    } else if (effect instanceof RelayEffect.Connected connected) {
      answer(
          connected.ticket(),
          new Answer.Success(new Acknowledgement(MessageType.RELAY_CONNECT.number())));
    } else if (effect instanceof RelayEffect.Refused refused) {
      answer(refused.ticket(), new Answer.Failure(refused.text()));
    } else if (effect instanceof RelayEffect.Send send) {
      send(send.ticket(), send.slotId());
    } else if (effect instanceof RelayEffect.Deliver deliver) {
      deliver(deliver.ticket());
    } else if (effect instanceof RelayEffect.CloseTunnel close) {
      TunnelLine line = lines.remove(close.slotId());
      if (line != null) {
        loop.post(() -> line.close(close.reason()));
      }
    }
  }

  private void answer(long ticket, Answer answer) {
    Waiting request = waiting.remove(ticket);
    if (request != null) {
      request.to.answer(answer);
    }
  }

  /** After the answer has gone out: from here on the session is the tunnel. */
  private void carry(RelayEffect.Registered registered) {
    long slotId = registered.slotId();
    TunnelLine line =
        network == null
            ? null
            : network.tunnels().carry(registered.session(), () -> gone(slotId)).orElse(null);
    if (line == null) {
      step(new RelayInput.TunnelDown(slotId));
    } else {
      lines.put(slotId, line);
      step(new RelayInput.TunnelUp(slotId, line.places()));
    }
  }

  private void gone(long slotId) {
    lines.remove(slotId);
    step(new RelayInput.TunnelDown(slotId));
  }

  private void send(long ticket, long slotId) {
    TunnelLine line = lines.get(slotId);
    Waiting request = waiting.get(ticket);
    Envelope inner = request == null ? null : request.inner;
    if (line == null || inner == null) {
      loop.post(() -> step(new RelayInput.Unanswered(ticket)));
      return;
    }
    line.forward(
        inner.type(),
        new RawPayload(inner.payload()),
        FORWARDED_BYTES,
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            Waiting asked = waiting.get(ticket);
            if (asked != null) {
              asked.answer = answer;
              step(new RelayInput.Answered(ticket, answer.payload().size()));
            }
          }

          @Override
          public void failed(SessionFailure why) {
            loop.post(() -> step(new RelayInput.Unanswered(ticket)));
          }
        });
  }

  private void deliver(long ticket) {
    Waiting request = waiting.remove(ticket);
    if (request == null || request.stream == null || request.inner == null) {
      return;
    }
    Envelope answer = request.answer;
    if (answer == null) {
      throw new IllegalStateException("delivered without an answer");
    }
    // The tunnel counted its own request ids; the asker knows nothing of them (section 22.5).
    Envelope restored =
        new Envelope(answer.type(), request.inner.requestId(), answer.flags(), answer.payload());
    RelayStream stream = request.stream;
    request.to.answer(
        new Answer.Success(
            new RelayStream(
                stream.relaySlotId(), stream.streamId(), stream.kind(), restored.encoded())));
  }

  /** Whether tunnels are taken. */
  public boolean isServing() {
    return serving;
  }

  /** How many there are. */
  public int tunnels() {
    return machine.tunnels();
  }

  /** How many there may be. */
  public int maxTunnels() {
    return rules.maxTunnels();
  }

  /** Bytes carried since the start. */
  public long relayedBytes() {
    return machine.relayedBytes();
  }

  /** Requests that wait or are under way. */
  public int pending() {
    return machine.pending();
  }

  /** Ends every tunnel. */
  public void close() {
    alarm.set(OptionalLong.empty());
    List.copyOf(lines.values()).forEach(line -> line.close("the relay is closing"));
  }
}
