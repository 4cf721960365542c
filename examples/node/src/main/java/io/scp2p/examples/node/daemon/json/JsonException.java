package io.scp2p.examples.node.daemon.json;

/** Text that is not JSON, or more of it than is read. Says where, and nothing of the content. */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  JsonException(String what, int position) {
    super(what + " at character " + position);
  }
}
