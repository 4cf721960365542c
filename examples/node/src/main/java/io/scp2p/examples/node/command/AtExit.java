package io.scp2p.examples.node.command;

/** What is done when the process is asked to end, unless that is over before. */
final class AtExit {
  private final Thread hook;

  private AtExit(Thread hook) {
    this.hook = hook;
  }

  /** Does it at Ctrl-C or SIGTERM; under that name in a thread dump. */
  static AtExit run(String name, Runnable what) {
    AtExit atExit = new AtExit(new Thread(what, name));
    Runtime.getRuntime().addShutdownHook(atExit.hook);
    return atExit;
  }

  /** It is over. */
  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is ending already: the hook has its say.
      return;
    }
  }
}
