package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.core.catalog.TargetPath;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the items of one download go: every item to a path of its own below the target folder, also
 * on file systems that do not tell upper from lower case.
 */
final class TargetNames {
  private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");

  private static final String SUBSTITUTE = "_";

  private final Path folder;
  private final boolean safeNames;

  /** Hashes, not names: two names with one hash only cost a number that was not needed. */
  private final Fingerprints files;

  private final Fingerprints folders;

  /** Of names that were wanted more than once; looked for from 2 on each time, many cost days. */
  private final Map<Long, Integer> nextNumbers = new HashMap<>();

  /** Of folders where a file stands; looked for again for each item in them, many cost days too. */
  private final Map<Long, Integer> folderNumbers = new HashMap<>();

  /**
   * Nothing has a place yet.
   *
   * @param seed not known to whoever has named the items
   */
  TargetNames(Path folder, boolean safeNames, long seed) {
    this.folder = folder;
    this.safeNames = safeNames;
    this.files = new Fingerprints(seed);
    this.folders = new Fingerprints(seed);
  }

  /** The path for the next item; throws if its name is not allowed here. */
  Path of(ShareItem item) {
    TargetPath safe = TargetPath.of(item);
    List<String> segments = safe.segments().stream().map(this::writable).toList();
    if (!safeNames && !String.join("/", segments).equals(claimed(item))) {
      throw new Scp2pException(
          ErrorCode.NAME_UNSAFE,
          "An item has a name that is not safe to write; allow safe names, or leave it out.",
          Map.of("content", item.contentId().toString()));
    }
    Path path = folder;
    int last = segments.size() - 1;
    for (String segment : segments.subList(0, last)) {
      path = folder(path.resolve(segment));
    }
    return file(path.resolve(segments.get(last)));
  }

  /** A process without a locale, as in many containers, writes no letter beyond ASCII. */
  private String writable(String name) {
    if (isWritable(name)) {
      return name;
    }
    StringBuilder some = new StringBuilder();
    name.codePoints()
        .mapToObj(Character::toString)
        .forEach(letter -> some.append(isWritable(letter) ? letter : SUBSTITUTE));
    return some.toString();
  }

  private boolean isWritable(String name) {
    try {
      Path unused = folder.resolve(name);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The same for all items in it, and no file. */
  private Path folder(Path wanted) {
    long name = fingerprint(wanted);
    Integer known = folderNumbers.get(name);
    if (known != null) {
      return numbered(wanted, known); // No file is given the name of a folder.
    }
    if (!files.contains(name)) {
      folders.add(name);
      return wanted;
    }
    int number = 2;
    while (files.contains(fingerprint(numbered(wanted, number)))) {
      number++;
    }
    Path free = numbered(wanted, number);
    folders.add(fingerprint(free));
    folderNumbers.put(name, number);
    return free;
  }

  private Path file(Path wanted) {
    long name = fingerprint(wanted);
    if (!folders.contains(name) && files.add(name)) {
      return wanted;
    }
    int number = nextNumbers.getOrDefault(name, 2);
    Path free = numbered(wanted, number);
    while (folders.contains(fingerprint(free)) || !files.add(fingerprint(free))) {
      free = numbered(wanted, ++number);
    }
    nextNumbers.put(name, number + 1);
    return free;
  }

  private static String claimed(ShareItem item) {
    String path = item.path();
    return path == null ? item.name() : path;
  }

  private static long fingerprint(Path path) {
    // Through upper case, as some letters differ only in lower case; without what file systems do
    // not look at when they compare names.
    String upper = INVISIBLE.matcher(path.toString()).replaceAll("").toUpperCase(Locale.ROOT);
    String folded = Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
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
