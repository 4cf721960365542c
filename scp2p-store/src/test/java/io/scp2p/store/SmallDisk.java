package io.scp2p.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system of its own in memory, where this user may mount one; elsewhere the test says so.
 */
public final class SmallDisk implements AutoCloseable {
  private final Path mount;

  private SmallDisk(Path mount) {
    this.mount = mount;
  }

  public static SmallDisk mount(Path folder, String options) throws IOException {
    Path mount = Files.createDirectories(folder);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", mount.toString()),
        "a small disk can only be mounted by root on Linux");
    return new SmallDisk(mount);
  }

  public void remount(String options) throws IOException {
    if (!run("mount", "-o", "remount," + options, mount.toString())) {
      throw new IOException("cannot remount " + mount);
    }
  }

  public Path path() {
    return mount;
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .onExit()
              .join()
              .exitValue()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", mount.toString())) {
      throw new IOException("cannot unmount " + mount);
    }
  }
}
