package io.scp2p.examples.node.command;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.NodeBuilder;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.examples.node.daemon.route.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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
      paramLabel = "PORT",
      description = "Where to listen for TLS over TCP; 0 takes any (default: 7001).")
  private @Nullable Integer tcpPort;

  @Option(
      names = "--quic-port",
      paramLabel = "PORT",
      description = "Where to listen for QUIC; 0 takes any (default: 7000).")
  private @Nullable Integer quicPort;

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
      paramLabel = "SIZE",
      converter = Sizes.Converter.class,
      description = "Bytes a second to send at most, such as 2M; 0 is no limit (default: 0).")
  private @Nullable Long maxUploadBytesPerSecond;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "FULL, LIGHT (for phones) or RELAY (serves others alone) (default: FULL).")
  private @Nullable NodeRole role;

  @Option(names = "--no-lan", description = "Neither looks nor can be found in the local network.")
  private boolean noLan;

  @Option(
      names = "--no-port-mapping",
      description = "Does not ask the router for an open port: nothing is sent to it.")
  private boolean noPortMapping;

  @Mixin private final PassphraseOption passphrase = new PassphraseOption();

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
    NodeConfig config = Settings.of(directory(), settings()).effective();
    try (Scp2pNode node = start(Scp2pNode.builder().config(config))) {
      AtExit closing = AtExit.run("close-node", node::close);
      try {
        task.run(node);
      } finally {
        closing.cancel();
      }
    }
  }

  /** Starts a node on the home, with its passphrase if there is to be one. */
  Scp2pNode start(NodeBuilder builder) {
    return passphrase.start(builder, directory());
  }

  /** What was said on the command line, as settings by name; it goes before what is stored. */
  public Map<String, Object> settings() {
    Map<String, Object> given = new LinkedHashMap<>();
    putIfGiven(given, "role", role == null ? null : role.name());
    putIfGiven(given, "network.tcpPort", tcpPort);
    putIfGiven(given, "network.quicPort", quicPort);
    putIfGiven(given, "transfer.maxUploadBytesPerSecond", maxUploadBytesPerSecond);
    putIfGiven(given, "network.lanDiscovery", noLan ? false : null);
    putIfGiven(given, "network.portMapping", noPortMapping ? false : null);
    if (!bootstrap.isEmpty()) {
      given.put("network.bootstrap", bootstrap.stream().map(NodeOptions::known).toList());
    }
    if (advertise != null) {
      // Port 0 stands for the port on which the node comes to listen.
      given.put("network.advertised", List.of(new InetSocketAddress(advertised(advertise), 0)));
    }
    return given;
  }

  private static BootstrapAddress known(String address) {
    return BootstrapAddress.tryParse(address.strip())
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ErrorCode.INVALID_ADDRESS,
                    "--bootstrap: '" + address + "' is no address of a node.",
                    ErrorCode.INVALID_ADDRESS.remedy()));
  }

  private static InetAddress advertised(String name) {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw CommandFailure.of(
          ErrorCode.INVALID_ADDRESS,
          "--advertise: there is no host '" + name + "'.",
          "Write the IP address at which others reach this machine, such as 203.0.113.7.");
    }
  }

  private static void putIfGiven(
      Map<String, Object> settings, String name, @Nullable Object value) {
    if (value != null) {
      settings.put(name, value);
    }
  }

  /** The home, absolute. */
  public Path directory() {
    return HomeOption.directory(home);
  }
}
