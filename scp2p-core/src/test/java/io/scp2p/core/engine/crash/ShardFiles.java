package io.scp2p.core.engine.crash;

import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.api.spi.StateTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/** The files in which a holder that is not running keeps shards, beside the rows it has of them. */
final class ShardFiles {
  private ShardFiles() {}

  /** Those that no row names. */
  static List<String> withoutRow(Path home) throws Exception {
    Set<String> named = new HashSet<>();
    try (StateStore store =
            ServiceLoader.load(StateStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.supports(true))
                .findFirst()
                .orElseThrow()
                .open(home.resolve("state"));
        StateCursor rows = store.scan(new StateTable("vault-held"), new byte[0])) {
      while (rows.next()) {
        named.add(HexFormat.of().formatHex(rows.key()) + ".held");
      }
    }
    Path folder = home.resolve("shards");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> !named.contains(n))
          .toList();
    }
  }
}
