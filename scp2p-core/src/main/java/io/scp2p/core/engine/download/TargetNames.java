package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.core.catalog.TargetPath;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the items of one download go: every item to a path of its own below the target folder, also
 * on file systems that do not tell upper from lower case.
 */
final class TargetNames {
  private final Path folder;
  private final boolean safeNames;

  /** Hashes, not names: two names with one hash only cost a number that was not needed. */
  private final Set<Long> taken = new HashSet<>();

  TargetNames(Path folder, boolean safeNames) {
    this.folder = folder;
    this.safeNames = safeNames;
  }

  /** The path for the next item; throws if its name is not allowed here. */
  Path of(ShareItem item) {
    TargetPath safe = TargetPath.of(item);
    if (!safeNames && !String.join("/", safe.segments()).equals(claimed(item))) {
      throw new Scp2pException(
          ErrorCode.NAME_UNSAFE,
          "An item has a name that is not safe to write; allow safe names, or leave it out.",
          Map.of("content", item.contentId().toString()));
    }
    Path path = folder;
    for (String segment : safe.segments()) {
      path = path.resolve(segment);
    }
    Path free = path;
    for (int number = 2; !taken.add(fingerprint(free)); number++) {
      free = numbered(path, number);
    }
    return free;
  }

  private static String claimed(ShareItem item) {
    String path = item.path();
    return path == null ? item.name() : path;
  }

  private static long fingerprint(Path path) {
    String folded =
        Normalizer.normalize(path.toString(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits: nothing depends on it being hard to hit.
    for (int i = 0; i < folded.length(); i++) {
      hash = (hash ^ folded.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** {@code name (2).ext} beside {@code name.ext}. */
  static Path numbered(Path path, int number) {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String extension = dot > 0 ? name.substring(dot) : "";
    return path.resolveSibling(stem + " (" + number + ")" + extension);
  }
}
