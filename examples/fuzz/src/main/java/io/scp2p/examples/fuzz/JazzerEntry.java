package io.scp2p.examples.fuzz;

/** What Jazzer calls, in a process of its own. */
public final class JazzerEntry {
  private static FuzzTarget.Feed feed =
      input -> {
        throw new IllegalStateException("no target was chosen");
      };

  private JazzerEntry() {}

  /**
   * Called once, with the group of the target and its name. What a target starts, such as a daemon,
   * it starts here: an input that waited for it would count as one that hangs.
   */
  @SuppressWarnings("CheckReturnValue")
  public static void fuzzerInitialize(String[] arguments) {
    Allocation.hooked();
    feed =
        Targets.in(Integer.parseInt(arguments[0]), arguments[1])
            .orElseThrow(() -> new IllegalArgumentException("no target " + arguments[1]))
            .feed();
    feed.take(new byte[0]);
  }

  /** Called with every input; whatever it throws is a finding. */
  @SuppressWarnings("CheckReturnValue") // Refused or accepted, both are well.
  public static void fuzzerTestOneInput(byte[] input) {
    feed.take(input);
  }
}
