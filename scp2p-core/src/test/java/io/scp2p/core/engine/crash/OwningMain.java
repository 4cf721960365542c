package io.scp2p.core.engine.crash;

import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts one file into the vault and brings it back whenever it is told to by a file {@code go-N}.
 * Arguments: home, folder for targets, file, how often, addresses of holders.
 */
final class OwningMain {
  private OwningMain() {}

  public static void main(String... arguments) {
    Path folder = Path.of(arguments[1]);
    List<String> holders = List.of(arguments).subList(4, arguments.length);
    try (VaultChild child = VaultChild.owner(Path.of(arguments[0]))) {
      child.connect(holders);
      VaultFile stored =
          Child.await(
              child.node.vault().put(VaultPutPlan.file(Path.of(arguments[2])).build()).result());
      Child.say("STORED", stored.health().condition(), stored.health().reachableShards());
      for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
        VaultChild.awaitFile(folder.resolve("go-" + i));
        child.connect(holders);
        Path target = folder.resolve("got-" + i);
        VaultFile got = Child.await(child.node.vault().get(stored.id(), target).result());
        Child.say("GOT", i, got.health().reachableShards());
      }
    }
    Child.say("CLOSED");
  }
}
