package io.scp2p.core.engine.lan;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.LanNetwork;
import io.scp2p.api.spi.LanSocket;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.protocol.lan.LanEffect;
import io.scp2p.core.protocol.lan.LanInput;
import io.scp2p.core.protocol.lan.LanMachine;
import io.scp2p.core.protocol.lan.LanPrefix;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks for others in the local network and lets itself be found (section 15): whoever is heard of
 * goes into the peer database, is dialled, and is from then on dialled there first. Lives on the
 * loop; a socket that is not started costs nothing.
 */
public final class LanService {
  /** Datagrams that wait for the loop; what comes beyond is dropped, as a network would. */
  static final int MAX_WAITING = 64;

  private final Loop loop;
  private final Network network;
  private final LanSocket socket;
  private final Bytes instance;
  private final Capabilities capabilities;
  private final RandomGenerator random;
  private final Consumer<PeerAddress> heard;
  private final Alarm alarm;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable LanMachine machine;
  private boolean closed;

  /**
   * Silent before {@link #start}.
   *
   * @param instance random, for this process
   * @param heard told of every address, which proves nothing
   */
  public LanService(
      Loop loop,
      Network network,
      LanSocket socket,
      Bytes instance,
      Capabilities capabilities,
      RandomGenerator random,
      Consumer<PeerAddress> heard) {
    this.loop = loop;
    this.network = network;
    this.socket = socket;
    this.instance = instance;
    this.capabilities = capabilities;
    this.random = random;
    this.heard = heard;
    this.alarm = new Alarm(loop, this::timeout);
  }

  /** Begins, once the node listens if it ever will. */
  public void start() {
    if (machine != null || closed) {
      return;
    }
    machine = new LanMachine(instance, tcpPort(), capabilities, random, loop.time().nanos());
    socket.open(new Ear());
  }

  private int tcpPort() {
    return network.localEndpoints().stream()
        .filter(endpoint -> endpoint.kind() == TransportKind.TCP)
        .mapToInt(endpoint -> endpoint.address().getPort())
        .findFirst()
        .orElse(0);
  }

  /** Dials nobody any more. The socket ends with {@link #release}. */
  public void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
  }

  /** Ends the socket. Not on the loop: this waits for its thread. */
  public void release() {
    socket.close();
  }

  private void timeout() {
    LanMachine now = machine;
    if (now != null && !closed) {
      perform(now, now.onTimeout(loop.time().nanos()));
    }
  }

  private void feed(LanInput input) {
    LanMachine now = machine;
    if (now != null && !closed) {
      perform(now, now.accept(loop.time().nanos(), input));
    }
  }

  private void perform(LanMachine now, List<LanEffect> effects) {
    alarm.set(now.deadlineNanos());
    for (LanEffect effect : effects) {
      if (effect instanceof LanEffect.Announce announce) {
        socket.broadcast(announce.datagram().toArray());
      } else if (effect instanceof LanEffect.Heard named) {
        heard.accept(named.address());
      } else if (effect instanceof LanEffect.Meet meet) {
        meet(meet.address());
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void meet(PeerAddress address) {
    Endpoint at =
        new Endpoint(TransportKind.TCP, new InetSocketAddress(inet(address.ip()), address.port()));
    network.contact(at, null).whenComplete((key, failure) -> dialled(address, at, key));
  }

  private void dialled(PeerAddress address, Endpoint at, @Nullable NodeKey key) {
    if (key != null && !closed) {
      network.near(key, at);
    }
    // Posted: a contact that fails at once must not lead to the next one below it on the stack.
    loop.post(() -> feed(new LanInput.Dialled(address, key != null)));
  }

  private static InetAddress inet(IpAddress ip) {
    try {
      return InetAddress.getByAddress(ip.octets().toArray());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IP address of 4 or 16 bytes is one", e);
    }
  }

  /** Brings to the loop what the socket says. */
  private final class Ear implements LanSocket.Listener {
    @Override
    public void networks(List<LanNetwork> networks) {
      List<LanPrefix> prefixes =
          networks.stream()
              .map(each -> new LanPrefix(ip(each.address()), each.prefixLength()))
              .toList();
      loop.post(() -> feed(new LanInput.Networks(prefixes)));
    }

    @Override
    public void received(Inet4Address from, byte[] datagram) {
      if (waiting.incrementAndGet() > MAX_WAITING) {
        waiting.decrementAndGet();
        return;
      }
      loop.post(
          () -> {
            waiting.decrementAndGet();
            feed(new LanInput.Received(ip(from), Bytes.wrap(datagram)));
          });
    }

    private static IpAddress ip(Inet4Address address) {
      return IpAddress.of(address.getAddress());
    }
  }
}
