package io.scp2p.api.spi;

import java.util.regex.Pattern;

/**
 * A table of a {@link StateStore}, a column family. It is there as soon as it is used.
 *
 * @param name lower-case letters, digits and hyphens, 1 to 64 of them
 */
public record StateTable(String name) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,64}");

  /** Refuses a name that some store could not have. */
  public StateTable {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("not a table name: " + name);
    }
  }
}
