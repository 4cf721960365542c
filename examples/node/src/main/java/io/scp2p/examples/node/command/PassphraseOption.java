package io.scp2p.examples.node.command;

import io.scp2p.api.NodeBuilder;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.identity.Passphrase;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What opens the stored keys of a home, if a passphrase does. */
final class PassphraseOption {
  private static final String VARIABLE = "SCP2P_PASSPHRASE";

  @Option(names = "--passphrase", description = "Asks for the passphrase of the stored keys.")
  private boolean ask;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "Holds that passphrase on its first line; nobody else may be able to read it. Or set "
              + VARIABLE
              + " and give --passphrase.")
  private @Nullable Path file;

  /** Starts a node on a home, with its passphrase if there is to be one. */
  Scp2pNode start(NodeBuilder builder, Path home) {
    builder.home(home);
    if (!ask && file == null) {
      return withoutPassphrase(builder);
    }
    char[] characters = Secrets.read("Passphrase", file, VARIABLE).toCharArray();
    try (Passphrase words = Passphrase.of(characters)) {
      return builder.passphrase(words).start();
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  private static Scp2pNode withoutPassphrase(NodeBuilder builder) {
    try {
      return builder.start();
    } catch (Scp2pException failure) {
      throw failure.code() == ErrorCode.PASSPHRASE_REQUIRED
          ? CommandFailure.of(failure, "Give --passphrase to be asked, or --passphrase-file FILE.")
          : failure;
    }
  }
}
