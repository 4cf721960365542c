package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.examples.node.daemon.http.DiskTrouble;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files on their way from a browser. Each upload is a folder {@code staging/<id>/files}; what it is
 * used by stands in {@code staging/<id>/share}, so that it can be removed with its share, also
 * after a restart. All of this blocks: call it on a thread that may.
 */
public final class Staging {
  /** At once; a browser that forgets to clean up is asked to. */
  static final int MAX_AREAS = 1_000;

  /** In one area. */
  static final int MAX_FILES = 100_000;

  /** A path within an area. */
  static final int MAX_PATH = 1_024;

  private static final String FILES = "files";
  private static final String SHARE = "share";

  /** Before the name of what is being removed. */
  private static final String GONE = "gone-";

  private final Path root;

  /** So that an upload does not look through all that came before it. */
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  /** Below a home. */
  public Staging(Path home) {
    this.root = home.toAbsolutePath().normalize().resolve("staging");
  }

  /** One area, as it is now. */
  record Area(String id, long files, long bytes, @Nullable String usedBy, Instant createdAt) {}

  Area create() {
    return doing(
        () -> {
          if (areas().size() >= MAX_AREAS) {
            throw HttpFailure.of(
                429,
                "HTTP_TOO_MANY",
                "There are " + MAX_AREAS + " uploads already.",
                "Remove those that are not used.");
          }
          String id = UUID.randomUUID().toString();
          Files.createDirectories(root.resolve(id).resolve(FILES));
          return describe(id);
        });
  }

  List<Area> list() {
    return doing(() -> areas().stream().flatMap(id -> present(id).stream()).toList());
  }

  /** One that is removed at this moment is no longer in the list. */
  private Optional<Area> present(String id) {
    try {
      return Optional.of(describe(id));
    } catch (HttpFailure | Scp2pException failure) {
      if (Files.isDirectory(root.resolve(id))) {
        throw failure;
      }
      return Optional.empty();
    }
  }

  private List<String> areas() throws IOException {
    return names().stream().filter(Staging::isId).toList();
  }

  private List<String> names() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(root)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  Area describe(String id) {
    Path area = area(id);
    return doing(
        () -> {
          long files = 0;
          long bytes = 0;
          try (Stream<Path> all = Files.walk(area.resolve(FILES))) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
              files++;
              bytes += Files.size(path);
            }
          }
          BasicFileAttributes attributes = Files.readAttributes(area, BasicFileAttributes.class);
          return new Area(
              id,
              files,
              bytes,
              usedBy(id).map(ShareId::hex).orElse(null),
              attributes.creationTime().toInstant());
        });
  }

  private Path area(String id) {
    if (!isId(id) || !Files.isDirectory(root.resolve(id).resolve(FILES))) {
      throw HttpFailure.notFound("This upload");
    }
    return root.resolve(id);
  }

  private static boolean isId(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The folder with the files. */
  Path files(String id) {
    return area(id).resolve(FILES);
  }

  /** The only file of an area. */
  Path onlyFile(String id) {
    List<Path> all = topLevel(id);
    if (all.size() != 1 || !Files.isRegularFile(all.get(0))) {
      throw HttpFailure.invalid("staging", "The upload must hold one file.");
    }
    return all.get(0);
  }

  /** What stands at the top of an area: files and folders. */
  List<Path> topLevel(String id) {
    Path folder = files(id);
    return doing(
        () -> {
          try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
          }
        });
  }

  /** Where an upload with this path goes. Its folder exists afterwards; it itself does not. */
  Path target(String id, String relative) {
    Path folder = files(id);
    checkName(relative);
    Path target = folder.resolve(relative).normalize();
    if (!target.startsWith(folder) || target.equals(folder)) {
      throw refused("The path leaves its folder.");
    }
    return doing(
        () -> {
          AtomicLong count =
              counts.computeIfAbsent(id, key -> new AtomicLong(describe(id).files()));
          if (count.incrementAndGet() > MAX_FILES) {
            throw refused("There are " + MAX_FILES + " files already.");
          }
          if (Files.exists(target)) {
            throw new Scp2pException(
                ErrorCode.ALREADY_EXISTS, "This file was uploaded before.", Map.of());
          }
          Files.createDirectories(target.getParent());
          return target;
        });
  }

  /** Of how many areas the files are counted: of those alone that are there. */
  int counted() {
    return counts.size();
  }

  private static void checkName(String relative) {
    boolean bad =
        relative.isEmpty()
            || relative.length() > MAX_PATH
            || relative.startsWith("/")
            || relative.indexOf('\\') >= 0
            || relative.chars().anyMatch(Character::isISOControl);
    for (String part : relative.split("/", -1)) {
      bad |= part.isEmpty() || part.equals(".") || part.equals("..");
    }
    if (bad) {
      throw refused("The path is absolute, empty, too long, climbs, or has control characters.");
    }
  }

  private static Scp2pException refused(String text) {
    return new Scp2pException(ErrorCode.INVALID_PATH, text, Map.of());
  }

  /** Remembers which share is served from an area. */
  void use(String id, ShareId share) {
    Path mark = area(id).resolve(SHARE);
    doing(
        () -> {
          PrivateFiles.replace(mark, share.hex().getBytes(StandardCharsets.US_ASCII));
          return mark;
        });
  }

  Optional<ShareId> usedBy(String id) {
    Path mark = root.resolve(id).resolve(SHARE);
    return doing(
        () ->
            Files.exists(mark)
                ? Optional.of(ShareId.parse(Files.readString(mark)))
                : Optional.empty());
  }

  /** Removes an area that no share is served from. */
  void remove(String id) {
    area(id);
    if (usedBy(id).isPresent()) {
      throw new Scp2pException(
          ErrorCode.ALREADY_EXISTS, "A share is served from this upload.", Map.of());
    }
    delete(id);
  }

  /** Removes what an unpublished share was served from. */
  void withdrawn(ShareId share) {
    doing(
        () -> {
          for (String id : areas()) {
            if (usedBy(id).filter(share::equals).isPresent()) {
              delete(id);
            }
          }
          return share;
        });
  }

  /** Under another name first: whoever looks meanwhile sees all of it, or that it is gone. */
  private void delete(String id) {
    doing(
        () -> {
          Path gone = Files.move(root.resolve(id), root.resolve(GONE + id));
          counts.remove(id);
          return deleted(gone);
        });
  }

  private static Path deleted(Path area) throws IOException {
    try (Stream<Path> all = Files.walk(area)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
    return area;
  }

  /** Removes what was being removed when the process ended; before anybody else looks. */
  public void tidy() {
    doing(
        () -> {
          for (String name : names()) {
            if (name.startsWith(GONE)) {
              deleted(root.resolve(name));
            }
          }
          return root;
        });
  }

  @FunctionalInterface
  interface Disk<T> {
    T work() throws IOException;
  }

  static <T> T doing(Disk<T> disk) {
    try {
      return disk.work();
    } catch (IOException e) {
      throw DiskTrouble.of(e);
    } catch (UncheckedIOException e) {
      throw DiskTrouble.of(e);
    }
  }
}
