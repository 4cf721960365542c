package io.scp2p.examples.fuzz;

/** What Jazzer calls, in a process of its own. */
public final class JazzerEntry {
  private static FuzzTarget.Feed feed =
      input -> {
        throw new IllegalStateException("no target was chosen");
      };

  private JazzerEntry() {}

  /** Called once, with the name of the target. */
  public static void fuzzerInitialize(String[] arguments) {
    feed =
        Targets.named(arguments[0])
            .orElseThrow(() -> new IllegalArgumentException("no target " + arguments[0]))
            .feed();
  }

  /** Called with every input; whatever it throws is a finding. */
  public static void fuzzerTestOneInput(byte[] input) {
    boolean accepted = feed.take(input);
    seen += accepted ? 1 : 0;
  }

  private static long seen;

  static long accepted() {
    return seen;
  }
}
