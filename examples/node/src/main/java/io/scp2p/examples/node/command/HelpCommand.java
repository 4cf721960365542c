package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** What {@code --help} shows, also for programs that drive this one. */
@Command(
    name = "help",
    helpCommand = true,
    description = "Shows how a command is used, or lists the commands.")
public final class HelpCommand extends AnyCommand {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "Such as get, or vault put; all if not given.")
  private List<String> names = List.of();

  @Override
  ExitCode run(Output out) {
    CommandLine command = commandLine().getParent();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw usage("There is no command '" + String.join(" ", names) + "'.");
      }
      command = next;
    }
    CommandLine found = command;
    out.answer(json(found), () -> out.verbatim(found.getUsageMessage()));
    return ExitCode.OK;
  }

  private static Json json(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("command", spec.qualifiedName(" "));
    members.put("description", String.join(" ", spec.usageMessage().description()));
    members.put("commands", List.copyOf(command.getSubcommands().keySet()));
    members.put(
        "parameters",
        spec.positionalParameters().stream()
            .map(parameter -> argument("name", parameter.paramLabel(), parameter))
            .toList());
    members.put("options", spec.options().stream().map(HelpCommand::option).toList());
    members.put("usage", command.getUsageMessage(Ansi.OFF));
    return Json.of(members);
  }

  private static Map<String, Object> option(OptionSpec option) {
    return argument("names", new ArrayList<>(List.of(option.names())), option);
  }

  /** A value of arity 0 is none: the option is said or is not. */
  private static Map<String, Object> argument(String name, Object value, ArgSpec argument) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(name, value);
    members.put("value", argument.arity().max() == 0 ? "" : argument.paramLabel());
    members.put("atLeast", argument.arity().min());
    members.put("description", String.join(" ", argument.description()));
    return members;
  }
}
