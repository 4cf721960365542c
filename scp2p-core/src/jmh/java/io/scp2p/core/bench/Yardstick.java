package io.scp2p.core.bench;

import org.jspecify.annotations.Nullable;

/**
 * What we are compared with.
 *
 * @param name for the table; why there is none, if there is none
 * @param gauge null if this machine does not have it
 */
record Yardstick(String name, @Nullable Gauge gauge) {
  static Yardstick missing(String why) {
    return new Yardstick(why, null);
  }
}
