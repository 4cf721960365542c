package io.scp2p.examples.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.SendResult;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.transfer.TransferState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends files, a folder or a text to whoever is told the code. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = "Prints a code, and sends files, a folder or a text to whoever types it.")
final class SendCommand implements Callable<Integer> {
  /** What precedes the code on its line, for programs that read it. */
  static final String CODE = "code ";

  @Mixin private final NodeOptions options = new NodeOptions();

  @Parameters(paramLabel = "PATH", arity = "0..*", description = "Files, or one folder.")
  private List<Path> paths = List.of();

  @Option(names = "--text", paramLabel = "TEXT", description = "Words that go with it, or alone.")
  private @Nullable String text;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (paths.isEmpty() && text == null) {
      throw new ParameterException(
          spec.commandLine(), "Nothing to send: name files, a folder, or a --text.");
    }
    SendPlan plan = new SendPlan(paths, text, SendPlan.DEFAULT_CODE_LIFETIME);
    options.with(node -> send(node, plan, out));
    return 0;
  }

  private static void send(Scp2pNode node, SendPlan plan, PrintWriter out) {
    ProgressBar bar = ProgressBar.onTerminal("sending");
    Sending sending = node.pairing().send(plan);
    sending.progress().subscribe(bar::show);
    TransferState begun =
        sending
            .states()
            .filter(state -> state == TransferState.CONNECTING || state.isTerminal())
            .blockFirst();
    if (begun == TransferState.CONNECTING) {
      out.println(CODE + sending.code().text());
      out.println("On the other machine: scp2p receive " + sending.code().text());
      out.flush();
    }
    SendResult result = Objects.requireNonNull(sending.result().block());
    bar.finish();
    out.println("sent: " + ProgressBar.bytes(result.totalBytes()));
  }
}
