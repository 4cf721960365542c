package io.scp2p.examples.bench;

import io.scp2p.api.spi.TransportKind;
import picocli.CommandLine.Option;

/** What a command measures over. */
final class TransportOption {
  @Option(
      names = "--transport",
      defaultValue = "tcp",
      description = "tcp or quic; default ${DEFAULT-VALUE}")
  private TransportKind transport = TransportKind.TCP;

  TransportKind kind() {
    return transport;
  }
}
