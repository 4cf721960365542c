package io.scp2p.examples.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything that is fed. */
final class Targets {
  /** In the order in which bytes come in: frames first, machines last. */
  private static final List<Supplier<List<FuzzTarget>>> GROUPS =
      List.of(
          WireTargets::all,
          RecordTargets::all,
          MessageTargets::all,
          CatalogTargets::all,
          VaultTargets::all,
          TextTargets::all,
          RelayTargets::all,
          RouterTargets::all,
          CryptoTargets::all,
          SessionTargets::all,
          () -> List.of(HolderTarget.target()),
          RelayMachineTargets::all,
          PeerMachineTargets::all,
          ShareMachineTargets::all,
          PathMachineTargets::all,
          ReachMachineTargets::all,
          () -> List.of(TurnTarget.target()),
          () -> List.of(PortMapTarget.target()),
          () -> List.of(SwarmTarget.target()),
          VaultMachineTargets::all,
          VaultCareTargets::all,
          HttpTargets::all);

  private Targets() {}

  /** All of them. */
  static List<FuzzTarget> all() {
    return GROUPS.stream().map(Supplier::get).flatMap(List::stream).toList();
  }

  /** One of them. */
  static Optional<FuzzTarget> named(String name) {
    return named(all().stream(), name);
  }

  /** In which group a target is, for {@link #in}. */
  static int groupOf(String name) {
    for (int group = 0; group < GROUPS.size(); group++) {
      if (in(group, name).isPresent()) {
        return group;
      }
    }
    throw new IllegalArgumentException("no target " + name);
  }

  /** One of a group; the classes of the others are not loaded, and so not instrumented. */
  static Optional<FuzzTarget> in(int group, String name) {
    return named(GROUPS.get(group).get().stream(), name);
  }

  private static Optional<FuzzTarget> named(Stream<FuzzTarget> targets, String name) {
    return targets.filter(target -> target.name().equals(name)).findFirst();
  }
}
