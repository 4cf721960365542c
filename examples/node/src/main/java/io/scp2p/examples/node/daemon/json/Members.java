package io.scp2p.examples.node.daemon.json;

import java.util.LinkedHashMap;
import java.util.Map;

/** Objects whose members keep their order, so that a document is the same each time. */
public final class Members {
  private Members() {}

  /** Names and values in turn. */
  public static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }
}
