package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.SharePlan;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Paths that a host passes. They are kept as text, which does not name their file system. */
final class HostPaths {
  private HostPaths() {}

  /** Why files of a plan cannot be published, if that is so. */
  static Optional<Scp2pException> refusal(SharePlan.Source source) {
    if (source instanceof SharePlan.Source.Folder folder) {
      return refusal(List.of(folder.path()));
    }
    return source instanceof SharePlan.Source.Files files
        ? refusal(files.paths())
        : Optional.empty();
  }

  /** Why paths cannot be used, if that is so. */
  static Optional<Scp2pException> refusal(Collection<Path> paths) {
    return paths.stream()
        .filter(path -> !path.getFileSystem().equals(FileSystems.getDefault()))
        .findFirst()
        .map(
            path ->
                new Scp2pException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A path is not one of the default file system: copy the files out first.",
                    Map.of("path", path.toString())));
  }
}
