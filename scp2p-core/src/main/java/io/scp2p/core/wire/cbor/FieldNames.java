package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.Bytes;
import java.nio.charset.StandardCharsets;

/** The known text keys of one kind of record, in declaration order. */
public final class FieldNames {
  /** One bit each in the cursor's mark of what was seen. */
  private static final int MAX_NAMES = 31;

  private final String[] names;
  private final Bytes[] spellings;

  private FieldNames(String[] names) {
    if (names.length > MAX_NAMES) {
      throw new IllegalArgumentException("too many names");
    }
    this.names = names.clone();
    this.spellings = new Bytes[names.length];
    for (int i = 0; i < names.length; i++) {
      spellings[i] = Bytes.wrap(names[i].getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Keys in declaration order. */
  public static FieldNames of(String... names) {
    return new FieldNames(names);
  }

  String name(int index) {
    return names[index];
  }

  /** The index of a key, or -1 if it is unknown; {@code guess} is looked at first. */
  int find(Bytes spelling, int guess) {
    if (guess < spellings.length && spellings[guess].equals(spelling)) {
      return guess;
    }
    for (int i = 0; i < spellings.length; i++) {
      if (spellings[i].equals(spelling)) {
        return i;
      }
    }
    return -1;
  }

  int indexOf(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no field " + name);
  }
}
