package io.scp2p.examples.bench;

import picocli.CommandLine.Option;

/** How often something is measured. */
final class RunsOption {
  static final String NAME = "--runs";

  @Option(
      names = NAME,
      defaultValue = "5",
      description = "measurements that count; default ${DEFAULT-VALUE}")
  private int runs;

  int count() {
    return runs;
  }

  void check(Limits limits) {
    limits.check(NAME, runs, 1, 1_000);
  }
}
