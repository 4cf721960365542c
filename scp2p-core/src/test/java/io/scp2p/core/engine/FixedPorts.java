package io.scp2p.core.engine;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for whoever has to come back where it was, or is told its port before it has it. They lie
 * below those that systems give to whoever asks for any (from 32,768 on with Linux): what is free
 * when it is looked at would otherwise be somebody's outgoing connection a moment later.
 */
public final class FixedPorts {
  private static final int FIRST = 20_000;
  private static final int COUNT = 10_000;

  /** Each is given out once in a process; another process begins elsewhere. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FixedPorts() {}

  /** One at which nobody listens, neither with TCP nor with UDP. */
  public static int next() throws IOException {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new BindException("no port is free from " + FIRST + " on");
  }

  /** The lower one of two neighbours, both free. */
  public static int nextPair() throws IOException {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = next();
      if (next() == port + 1) {
        return port;
      }
    }
    throw new BindException("no two ports beside each other are free from " + FIRST + " on");
  }

  private static boolean isFree(int port) throws IOException {
    InetSocketAddress everywhere = new InetSocketAddress(port);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      tcp.bind(everywhere);
      udp.bind(everywhere);
      return true;
    } catch (BindException taken) {
      return false;
    }
  }
}
