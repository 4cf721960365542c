package io.scp2p.examples.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that is fed. */
final class Targets {
  private Targets() {}

  /** All of them, in the order in which bytes come in: frames first, machines last. */
  static List<FuzzTarget> all() {
    return Stream.of(
            WireTargets.all(),
            RecordTargets.all(),
            MessageTargets.all(),
            CatalogTargets.all(),
            VaultTargets.all(),
            TextTargets.all(),
            RelayTargets.all(),
            CryptoTargets.all(),
            SessionTargets.all(),
            List.of(HolderTarget.target()),
            RelayMachineTargets.all(),
            PeerMachineTargets.all(),
            ShareMachineTargets.all())
        .flatMap(List::stream)
        .toList();
  }

  /** One of them. */
  static Optional<FuzzTarget> named(String name) {
    return all().stream().filter(target -> target.name().equals(name)).findFirst();
  }
}
