package io.scp2p.core.bench;

/** The codec: against copying for what is mostly payload, against a CBOR library for the rest. */
final class WireFigures {
  /** What a message may allocate beside its payload: frame head, records, buffers' headers. */
  private static final int OVERHEAD_BYTES = 4_096;

  private static final String CBOR_JAVA = "CBOR-Java, bytes to tree";

  private WireFigures() {}

  static void measure(Comparison comparison) throws Exception {
    chunkData(comparison);
    FindValueBenchmark answer = new FindValueBenchmark();
    answer.prepare();
    codec(
        comparison,
        "FIND_VALUE answer, 20 providers and 20 peers",
        answer.encodedBytes(),
        new Operation[] {
          answer::decode, answer::decodeByCborJava, answer::encode, answer::encodeByCborJava
        });
    ManifestBenchmark manifest = new ManifestBenchmark();
    manifest.prepare();
    codec(
        comparison,
        "manifest of 3,000 items",
        manifest.encodedBytes(),
        new Operation[] {
          manifest::decode, manifest::decodeByCborJava, manifest::encode, manifest::encodeByCborJava
        });
  }

  private static void chunkData(Comparison comparison) throws Exception {
    ChunkDataBenchmark work = new ChunkDataBenchmark();
    work.prepare();
    Yardstick copy = new Yardstick("arraycopy of the payload", comparison.loop(work::copyInPlace));
    Yardstick freshCopy =
        new Yardstick("arraycopy to a fresh array", comparison.loop(work::copyToFresh));
    Target twoCopies = Target.time(2);
    comparison.compare("CHUNK_DATA decode, time", comparison.loop(work::decode), copy, twoCopies);
    comparison.compare(
        "CHUNK_DATA encode, time", comparison.loop(work::encodeGathered), copy, twoCopies);
    comparison.compare("same, in one buffer", comparison.loop(work::encode), freshCopy, twoCopies);

    Yardstick payload = new Yardstick("payload", () -> ChunkDataBenchmark.PAYLOAD_BYTES);
    Target onePayload =
        Target.memory(
            1 + (double) OVERHEAD_BYTES / ChunkDataBenchmark.PAYLOAD_BYTES, "≤ 1 + 4 KiB");
    comparison.compare(
        "CHUNK_DATA decode, allocated", new Allocation(work::decode), payload, onePayload);
    comparison.compare(
        "CHUNK_DATA encode, allocated", new Allocation(work::encodeGathered), payload, onePayload);
    comparison.compare("same, in one buffer", new Allocation(work::encode), payload, onePayload);
  }

  /** Decoding, the library's decoding, encoding, the library's encoding. */
  private static void codec(Comparison comparison, String what, int bytes, Operation[] sides)
      throws Exception {
    String name = String.format("%s (%,d B)", what, bytes);
    comparison.compare(
        name + ", decode",
        comparison.loop(bytes, sides[0]),
        new Yardstick(CBOR_JAVA, comparison.loop(bytes, sides[1])),
        Target.none());
    comparison.compare(
        "same, encode",
        comparison.loop(bytes, sides[2]),
        new Yardstick("CBOR-Java, tree to bytes", comparison.loop(bytes, sides[3])),
        Target.none());
  }
}
