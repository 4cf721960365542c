package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;

/**
 * Looks through every byte of a folder that a node may be writing to: its store deletes files when
 * it likes, and what is gone holds nothing.
 */
public final class DiskSearch extends SimpleFileVisitor<Path> {
  private final List<byte[]> samples;
  private int files;

  private DiskSearch(List<byte[]> samples) {
    this.samples = samples;
  }

  /** No file below the folder, and there are some, has any of the samples in it. */
  public static void mustFindNone(List<byte[]> samples, Path folder) throws IOException {
    assertThat(samples).isNotEmpty();
    DiskSearch search = new DiskSearch(samples);
    Files.walkFileTree(folder, search);
    assertThat(search.files).as("files below %s", folder).isPositive();
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    byte[] all;
    try {
      all = Files.readAllBytes(file);
    } catch (NoSuchFileException deletedSinceListed) {
      return visitFileFailed(file, deletedSinceListed);
    }
    files++;
    assertThat(samples).noneMatch(sample -> contains(all, sample), "a shard in " + file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }

  private static boolean contains(byte[] all, byte[] some) {
    for (int at = 0; at + some.length <= all.length; at++) {
      if (all[at] == some[0] && Arrays.equals(all, at, at + some.length, some, 0, some.length)) {
        return true;
      }
    }
    return false;
  }
}
