package io.scp2p.core.engine.crash;

import io.scp2p.api.Scp2pNode;
import java.nio.file.Path;

/** Offers space until it is killed. Arguments: home, port. */
final class HoldingMain {
  private HoldingMain() {}

  public static void main(String... arguments) throws InterruptedException {
    try (Scp2pNode node =
        VaultChild.holder(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
      Child.say("READY", node.identity().self().id());
      Thread.currentThread().join();
    }
  }
}
