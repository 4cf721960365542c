package io.scp2p.core.bench;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Cores;
import io.scp2p.core.crypto.blake3.Blake3Hasher;
import io.scp2p.core.crypto.blake3.ContentHasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Hashing a file of the page cache in pieces of one chunk, and one chunk in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class Blake3Benchmark {
  @Param("256")
  public int fileMebibytes;

  private final byte[] chunk = new byte[Blake3.CHUNK_BYTES];
  private ScratchFile file;

  @Setup
  public void open() throws IOException, InterruptedException {
    new SplittableRandom(2).nextBytes(chunk);
    file = ScratchFile.ofMebibytes(fileMebibytes);
    Blake3Cores.openLanes();
  }

  @TearDown
  public void close() {
    file.close();
  }

  Path path() {
    return file.path();
  }

  long fileBytes() throws IOException {
    return file.bytes();
  }

  @Benchmark
  public byte[] contentHashOfFile() throws IOException {
    return hash(path(), Blake3Hasher.hash());
  }

  /**
   * One copy less, but whoever truncates the file meanwhile makes the reader fail with an error.
   */
  @Benchmark
  public byte[] contentHashOfMappedFile() throws IOException {
    try (FileChannel channel = FileChannel.open(path())) {
      ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return Blake3Hasher.hash().update(mapped).digest();
    }
  }

  @Benchmark
  public byte[] contentHashOfFileInScalarCode() throws IOException {
    return hash(path(), Blake3Cores.scalarHasher());
  }

  static byte[] hash(Path path, Blake3Hasher hasher) throws IOException {
    ScratchFile.forEachChunk(path, hasher::update);
    return hasher.digest();
  }

  @Benchmark
  public byte[] chunkHashesOfFile() throws IOException {
    byte[] piece = new byte[Blake3.CHUNK_BYTES];
    byte[][] last = new byte[1][];
    ScratchFile.forEachChunk(
        path(),
        read -> {
          int length = read.remaining();
          read.get(piece, 0, length);
          last[0] = Blake3.chunkHash(piece, 0, length);
        });
    return last[0];
  }

  @Benchmark
  public byte[] chunkAndContentHashesOfFile() throws IOException {
    ContentHasher hasher = new ContentHasher((index, hash) -> {});
    ScratchFile.forEachChunk(path(), hasher::update);
    return hasher.finish();
  }

  @Benchmark
  public byte[] oneChunk() {
    return Blake3.chunkHash(chunk, 0, chunk.length);
  }

  @Benchmark
  public byte[] oneChunkByBouncyCastle() {
    Blake3Digest digest = new Blake3Digest(8 * Blake3.HASH_BYTES);
    digest.update(chunk, 0, chunk.length);
    byte[] hash = new byte[Blake3.HASH_BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }
}
