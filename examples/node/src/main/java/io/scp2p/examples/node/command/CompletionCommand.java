package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Prints completion for a shell: source <(scp2p completion bash)")
public final class CompletionCommand extends AnyCommand {
  /** The script below is for bash; zsh reads it once its own emulation is on. */
  private static final String FOR_ZSH =
      "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

  /** Shells whose completion is known. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Override
  ExitCode run(Output out) {
    CommandLine root = commandLine().getParent();
    String bash = AutoComplete.bash(root.getCommandName(), root);
    String script = shell == Shell.ZSH ? FOR_ZSH + bash : bash;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("shell", shell);
    answer.put("script", script);
    out.answer(Json.from(answer), () -> out.verbatim(script));
    return ExitCode.OK;
  }
}
