package io.scp2p.core.engine.turn;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.engine.Loop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Detours without a port; the real one is in {@code QuicOverTurnIT} and {@code SidePortsIT}. */
public final class FakePort implements PacketPort {
  /** What is open. */
  public final Map<InetSocketAddress, Detour> detours = new HashMap<>();

  /** Ports that are open, and whom they talk to. */
  public final Map<InetSocketAddress, InetSocketAddress> sides = new HashMap<>();

  /** How many of those the system has. */
  public int mostSides = MAX_SIDE_PORTS;

  /** How often one was asked for. */
  public int askedForSides;

  /** Where what came seems to be from. */
  public final List<InetSocketAddress> arrived = new ArrayList<>();

  /** A loop that runs at once; nothing is timed. */
  public static Loop loop() {
    return new Loop() {
      @Override
      public void post(Runnable action) {
        action.run();
      }

      @Override
      public Timer at(long deadlineNanos, Runnable action) {
        return () -> {};
      }

      @Override
      public TimeSource time() {
        return TimeSource.system();
      }
    };
  }

  @Override
  public void receivePackets(Receiver receiver) {}

  @Override
  public void sendPacket(InetSocketAddress to, ByteBuffer packet) {}

  @Override
  public boolean detour(InetSocketAddress alias, @Nullable Detour detour) {
    if (detour == null) {
      detours.remove(alias);
      sides.remove(alias);
    } else {
      detours.put(alias, detour);
    }
    return true;
  }

  @Override
  public boolean sidePort(InetSocketAddress alias, InetSocketAddress remote) {
    askedForSides++;
    return sides.size() < mostSides && sides.putIfAbsent(alias, remote) == null;
  }

  @Override
  public void arrived(InetSocketAddress alias, ByteBuffer packet) {
    arrived.add(alias);
  }
}
