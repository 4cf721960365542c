package io.scp2p.examples.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses options that cannot be measured with. */
record Limits(CommandSpec spec) {
  void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
