package io.scp2p.examples.node.command;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command needs to start a node. */
public final class NodeOptions {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where the node keeps its keys and its state (default: ~/.scp2p).")
  private @Nullable Path home;

  @Option(
      names = "--tcp-port",
      defaultValue = "7001",
      paramLabel = "PORT",
      description = "Where to listen for TLS over TCP; 0 takes any (default: ${DEFAULT-VALUE}).")
  private int tcpPort;

  @Option(
      names = "--quic-port",
      defaultValue = "7000",
      paramLabel = "PORT",
      description = "Where to listen for QUIC; 0 takes any (default: ${DEFAULT-VALUE}).")
  private int quicPort;

  @Option(
      names = "--advertise",
      paramLabel = "IP",
      description = "The address to put into links (default: those of this machine).")
  private @Nullable String advertise;

  @Option(
      names = "--bootstrap",
      paramLabel = "ADDRESS",
      description = "A node to begin with, such as tcp://192.0.2.1:7001; may be repeated.")
  private List<String> bootstrap = new ArrayList<>();

  @Option(
      names = "--max-upload",
      defaultValue = "0",
      paramLabel = "BYTES",
      description = "Bytes a second to send at most; 0 is no limit (default: ${DEFAULT-VALUE}).")
  private long maxUploadBytesPerSecond;

  /** What a command does with its node. */
  @FunctionalInterface
  public interface Task {
    void run(Scp2pNode node) throws IOException;
  }

  /**
   * Runs a task with a node. The node is closed afterwards, also when the process is asked to end:
   * transfers are suspended and stores are closed, and not merely cut off.
   */
  public void with(Task task) throws IOException {
    try (Scp2pNode node = start()) {
      Thread hook = new Thread(node::close, "close-node");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        task.run(node);
      } finally {
        forget(hook);
      }
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is ending already: the hook itself closes the node.
      return;
    }
  }

  private Scp2pNode start() throws UnknownHostException {
    List<BootstrapAddress> seeds = bootstrap.stream().map(BootstrapAddress::parse).toList();
    // Port 0 stands for the port on which the node comes to listen.
    List<InetSocketAddress> advertised =
        advertise == null
            ? List.of()
            : List.of(new InetSocketAddress(InetAddress.getByName(advertise), 0));
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .tcpPort(tcpPort)
                        .quicPort(quicPort)
                        .bootstrap(seeds)
                        .advertised(advertised))
            .transfer(transfer -> transfer.maxUploadBytesPerSecond(maxUploadBytesPerSecond))
            .build();
    return Scp2pNode.builder().home(directory()).config(config).start();
  }

  /** The home, absolute. */
  public Path directory() {
    return HomeOption.directory(home);
  }
}
