package io.scp2p.core.engine.portmap;

import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.portmap.MappingTrial;
import io.scp2p.core.protocol.portmap.PortMapEffect;
import io.scp2p.core.protocol.portmap.PortMapInput;
import io.scp2p.core.protocol.portmap.PortMapMachine;
import io.scp2p.core.protocol.portmap.PortMapRules;
import io.scp2p.core.protocol.portmap.PortMapping;
import io.scp2p.core.protocol.portmap.PortWish;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.record.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Has the router forward the ports of this node. Lives on the loop. */
public final class PortMapService {
  /** Between two looks at the way to the internet: a cable, another Wi-Fi. */
  static final Duration LOOK = Duration.ofSeconds(10);

  /** Datagrams that wait for the loop; what comes beyond is dropped, as a network would. */
  static final int MAX_WAITING = 64;

  private static final System.Logger LOG = System.getLogger(PortMapService.class.getName());

  private final Loop loop;
  private final Offload offload;
  private final WayOut wayOut;
  private final PortMapRules rules;
  private final Entropy entropy;
  private final RandomGenerator random;
  private final Runnable changed;
  private final Alarm alarm;
  private final Alarm lookAlarm;
  private final AtomicInteger waiting = new AtomicInteger();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private Optional<WayOut.Way> way = Optional.empty();
  private @Nullable PortMapMachine machine;
  private @Nullable RouterSocket socket;
  private boolean closing;

  /**
   * Silent before {@link #start}.
   *
   * @param changed told when {@link #mappings()} are others
   */
  public PortMapService(
      Loop loop,
      Offload offload,
      WayOut wayOut,
      PortMapRules rules,
      Entropy entropy,
      RandomGenerator random,
      Runnable changed) {
    this.loop = loop;
    this.offload = offload;
    this.wayOut = wayOut;
    this.rules = rules;
    this.entropy = entropy;
    this.random = random;
    this.changed = changed;
    this.alarm = new Alarm(loop, this::timeout);
    this.lookAlarm = new Alarm(loop, this::look);
  }

  /**
   * Begins, once the node listens.
   *
   * @param local where it does; nothing is asked for if that is this machine only
   */
  public void start(List<Endpoint> local) {
    List<PortWish> wishes = wishes(local);
    if (machine == null && !closing && !wishes.isEmpty()) {
      machine = new PortMapMachine(wishes, rules, entropy, random);
      look();
    }
  }

  private static List<PortWish> wishes(List<Endpoint> local) {
    List<PortWish> wishes = new ArrayList<>();
    add(wishes, PortProtocol.TCP, TransportKind.TCP, local);
    add(wishes, PortProtocol.UDP, TransportKind.QUIC, local);
    return wishes;
  }

  private static void add(
      List<PortWish> wishes, PortProtocol protocol, TransportKind kind, List<Endpoint> local) {
    local.stream()
        .filter(endpoint -> endpoint.kind() == kind)
        .filter(
            endpoint ->
                endpoint.address().getAddress() instanceof Inet4Address at
                    && !at.isLoopbackAddress())
        .findFirst()
        .ifPresent(endpoint -> wishes.add(new PortWish(protocol, endpoint.address().getPort())));
  }

  /** What the router forwards. */
  public List<PortMapping> mappings() {
    return machine == null ? List.of() : machine.mappings();
  }

  /** What came of each way to ask it. */
  public List<MappingTrial> trials() {
    return machine == null ? List.of() : machine.trials();
  }

  /** The way to the internet, as last seen. */
  public Optional<WayOut.Way> way() {
    return way;
  }

  /** The addresses at which the internet can reach this node, TCP first. */
  public List<Endpoint> external() {
    return mappings().stream()
        .filter(PortMapping::isPublic)
        .map(
            mapping ->
                new Endpoint(
                    mapping.wish().protocol() == PortProtocol.TCP
                        ? TransportKind.TCP
                        : TransportKind.QUIC,
                    new InetSocketAddress(WayOut.inet(mapping.external()), mapping.externalPort())))
        .toList();
  }

  /** Does not wait for the end of the rest, if nothing works. */
  public void askAgain() {
    if (!closing && mappings().isEmpty()) {
      way = Optional.empty();
      look();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void look() {
    offload.call(() -> new Looked(wayOut.look())).whenComplete(this::looked);
  }

  private record Looked(Optional<WayOut.Way> way) {}

  private void looked(@Nullable Looked now, @Nullable Throwable failure) {
    if (closing) {
      return;
    }
    lookAlarm.set(OptionalLong.of(loop.time().nanos() + LOOK.toNanos()));
    if (now != null && !now.way().equals(way)) {
      change(now.way());
    } else if (failure != null) {
      LOG.log(System.Logger.Level.DEBUG, "the routes of this system cannot be read", failure);
    }
  }

  private void change(Optional<WayOut.Way> now) {
    closeSocket();
    feed(new PortMapInput.NoNetwork());
    if (now.isEmpty()) {
      way = now;
      return;
    }
    IpAddress self = now.get().self();
    try {
      socket = new RouterSocket(self, this::received);
      way = now;
      feed(new PortMapInput.Router(now.get().gateway(), self));
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, "no socket towards the router", gone); // At the next look.
    }
  }

  private void received(InetSocketAddress from, Bytes datagram) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return;
    }
    IpAddress sender = IpAddress.of(from.getAddress().getAddress());
    loop.post(
        () -> {
          waiting.decrementAndGet();
          feed(new PortMapInput.Received(sender, from.getPort(), datagram));
        });
  }

  private void timeout() {
    PortMapMachine now = machine;
    if (now != null) {
      perform(now, now.onTimeout(loop.time().nanos()));
    }
  }

  private void feed(PortMapInput input) {
    PortMapMachine now = machine;
    if (now != null) {
      perform(now, now.accept(loop.time().nanos(), input));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void perform(PortMapMachine now, List<PortMapEffect> effects) {
    alarm.set(now.deadlineNanos());
    boolean others = false;
    for (PortMapEffect effect : effects) {
      if (effect instanceof PortMapEffect.Send send) {
        if (socket != null) {
          socket.send(send.to(), send.port(), send.bytes());
        }
      } else if (effect instanceof PortMapEffect.Fetch fetch) {
        offload
            .call(() -> RouterHttp.fetch(fetch, loop.time()))
            .whenComplete(
                (fetched, failure) ->
                    feed(
                        fetched != null
                            ? fetched
                            : new PortMapInput.Fetched(fetch.ticket(), 0, Bytes.EMPTY)));
      } else if (effect instanceof PortMapEffect.Changed) {
        others = true;
      } else if (effect instanceof PortMapEffect.Released) {
        released.complete(null);
      }
    }
    if (others && !closing) {
      changed.run();
    }
  }

  /**
   * Gives everything back. From any thread; again is harmless.
   *
   * @return completes on the loop when the router has taken it back or does not answer
   */
  public CompletableFuture<Void> close() {
    loop.post(this::end);
    return released.copy();
  }

  private void end() {
    if (closing) {
      return;
    }
    closing = true;
    lookAlarm.set(OptionalLong.empty());
    if (machine == null) {
      released.complete(null);
    }
    feed(new PortMapInput.Close());
  }

  /** Ends the socket. Not on the loop: this waits for its thread. */
  public void release() {
    RouterSocket last = socket;
    if (last != null) {
      last.close();
    }
  }

  /** On the loop, where nothing may wait: its thread ends by itself. */
  private void closeSocket() {
    RouterSocket old = socket;
    socket = null;
    if (old != null) {
      old.stop();
    }
  }
}
