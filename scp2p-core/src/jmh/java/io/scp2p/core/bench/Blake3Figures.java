package io.scp2p.core.bench;

import io.scp2p.core.crypto.blake3.Blake3;

/** BLAKE3 of a file against b3sum, against itself and against Bouncy Castle. */
final class Blake3Figures {
  private Blake3Figures() {}

  static void measure(Comparison comparison) throws Exception {
    Blake3Benchmark work = new Blake3Benchmark();
    work.fileMebibytes = comparison.effort().fileMebibytes();
    work.open();
    try {
      measure(comparison, work);
    } finally {
      work.close();
    }
  }

  private static void measure(Comparison comparison, Blake3Benchmark work) throws Exception {
    long bytes = work.fileBytes();
    comparison.compare(
        "BLAKE3 of the first " + work.fileMebibytes + " MiB in a fresh JVM",
        ColdStart.asShipped(work.path()),
        new Yardstick("scalar code only, fresh JVM", ColdStart.scalarOnly(work.path())),
        Target.speed(0.9));
    Gauge content = comparison.loop(bytes, work::contentHashOfFile);
    Yardstick b3sum = B3sum.of(work.path());
    comparison.compare(
        "BLAKE3 content hash, file of " + work.fileMebibytes + " MiB, read",
        content,
        b3sum,
        Target.speed(0.65));
    comparison.compare(
        "same, mapped",
        comparison.loop(bytes, work::contentHashOfMappedFile),
        b3sum,
        Target.speed(0.65));
    comparison.compare(
        "same, read",
        content,
        new Yardstick(
            "scalar code only", comparison.loop(bytes, work::contentHashOfFileInScalarCode)),
        Target.none());
    Gauge onePass = comparison.loop(bytes, work::chunkAndContentHashesOfFile);
    comparison.compare(
        "chunk and content hashes of the file, one pass",
        onePass,
        new Yardstick("chunk hashes only", comparison.loop(bytes, work::chunkHashesOfFile)),
        Target.speed(0.6));
    Yardstick bouncyCastle =
        new Yardstick(
            "Bouncy Castle", comparison.loop(Blake3.CHUNK_BYTES, work::oneChunkByBouncyCastle));
    comparison.compare("same", onePass, bouncyCastle, Target.speed(7));
    comparison.compare(
        "BLAKE3 of one chunk in memory",
        comparison.loop(Blake3.CHUNK_BYTES, work::oneChunk),
        bouncyCastle,
        Target.none());
  }
}
