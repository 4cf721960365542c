package io.scp2p.examples.node.daemon;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.examples.node.daemon.content.OpenContents;
import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.HttpInterface;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import io.scp2p.examples.node.daemon.route.AllRoutes;
import io.scp2p.examples.node.daemon.route.Context;
import io.scp2p.examples.node.daemon.route.Folders;
import io.scp2p.examples.node.daemon.route.Happenings;
import io.scp2p.examples.node.daemon.route.Metrics;
import io.scp2p.examples.node.daemon.route.Settings;
import io.scp2p.examples.node.daemon.route.Staging;
import io.scp2p.examples.node.daemon.route.Tracked;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import reactor.core.Exceptions;
import reactor.netty.ChannelBindException;

/** A running node with its interface. Closing it closes the interface; the node is the caller's. */
public final class Daemon implements AutoCloseable {
  /** As {@link Options#port()}: where the last run listened if that is free, else anywhere. */
  public static final int LAST_PORT = -1;

  private final DaemonFiles files;
  private final HttpInterface http;
  private final Happenings happenings;
  private final OpenContents contents;
  private final String token;
  private final CountDownLatch asked;

  private Daemon(
      DaemonFiles files,
      HttpInterface http,
      Happenings happenings,
      OpenContents contents,
      String token,
      CountDownLatch asked) {
    this.files = files;
    this.http = http;
    this.happenings = happenings;
    this.contents = contents;
    this.token = token;
    this.asked = asked;
  }

  /**
   * What a daemon needs besides its node.
   *
   * @param home of the node
   * @param downloads where relative targets are
   * @param port of the interface; 0 for any, {@link #LAST_PORT} for that of the last run
   * @param settings with which the node was started
   * @param metrics the sink that was given to the node
   */
  public record Options(Path home, Path downloads, int port, Settings settings, Metrics metrics) {}

  /** Opens the interface of a node; ready when this returns. */
  public static Daemon start(Scp2pNode node, Options options) throws IOException {
    CountDownLatch asked = new CountDownLatch(1);
    DaemonFiles files = new DaemonFiles(options.home());
    DaemonFiles.Session last =
        files.session().orElseGet(() -> new DaemonFiles.Session(0, Gate.newToken()));
    String token = Gate.newToken();
    Gate gate = new Gate(token, last.cookie(), files::keep);
    Staging staging = new Staging(options.home());
    staging.tidy();
    Happenings happenings = new Happenings(node);
    OpenContents contents = new OpenContents();
    Context context =
        new Context(
            node,
            options.home().toAbsolutePath().normalize(),
            new Folders(options.downloads()),
            staging,
            new Tracked(),
            happenings,
            options.metrics(),
            options.settings(),
            contents,
            asked::countDown);
    Routes routes = new Routes();
    AllRoutes.register(routes, context, gate);
    HttpInterface http;
    try {
      http = open(options.port(), last.port(), gate, routes.all());
    } catch (RuntimeException e) {
      happenings.close();
      throw e;
    }
    files.keep(http.port(), last.cookie());
    files.write(http.port(), token);
    return new Daemon(files, http, happenings, contents, token, asked);
  }

  private static HttpInterface open(int port, int lastPort, Gate gate, List<Route> routes) {
    try {
      return new HttpInterface(port == LAST_PORT ? lastPort : port, gate, routes);
    } catch (RuntimeException failure) {
      if (!isRefused(failure)) {
        throw failure;
      }
      if (port == LAST_PORT) {
        return new HttpInterface(0, gate, routes);
      }
      throw new Scp2pException(
          ErrorCode.LISTEN_FAILED,
          "The interface cannot listen on port " + port + " of 127.0.0.1.",
          Map.of("port", Integer.toString(port)),
          failure);
    }
  }

  /** Taken, or not for this user. */
  private static boolean isRefused(RuntimeException failure) {
    return failure instanceof ChannelBindException
        || Exceptions.unwrap(failure) instanceof SocketException;
  }

  /** Where it answers. */
  public String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** The address that lets a browser in. Whoever has it has the node. */
  public String loginUrl() {
    return url() + "/login?token=" + token;
  }

  /** Returns when somebody has asked for the end through the interface. */
  public void awaitShutdown() throws InterruptedException {
    asked.await();
  }

  /** Ends {@link #awaitShutdown}. */
  public void shutdown() {
    asked.countDown();
  }

  /** Closes the interface: no more calls, streams end, files that lead here are removed. */
  @Override
  public void close() throws IOException {
    files.remove();
    http.close();
    contents.close();
    happenings.close();
  }
}
