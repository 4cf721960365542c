package io.scp2p.core.bench;

import io.scp2p.core.coding.TooFewShardsException;

/** Reed-Solomon against ISA-L and against the usual table-driven code. */
final class CodingFigures {
  private static final int SHARD_BYTES = 65_536;

  private CodingFigures() {}

  static void measure(Comparison comparison) throws Exception {
    measure(comparison, code(4, 2), Target.speed(0.6), Target.speed(0.25), Target.none());
    measure(comparison, code(10, 4), Target.none(), Target.none(), Target.speed(6));
  }

  private static ReedSolomonBenchmark code(int dataShards, int parityShards)
      throws TooFewShardsException {
    ReedSolomonBenchmark work = new ReedSolomonBenchmark();
    work.dataShards = dataShards;
    work.parityShards = parityShards;
    work.shardBytes = SHARD_BYTES;
    work.prepare();
    return work;
  }

  private static void measure(
      Comparison comparison,
      ReedSolomonBenchmark work,
      Target encoding,
      Target decoding,
      Target againstTable)
      throws Exception {
    String name = "RS " + work.dataShards + "+" + work.parityShards;
    long bytes = work.dataBytes();
    Gauge encode = comparison.loop(bytes, work::encode);
    comparison.compare(name + " encode", encode, IsaL.of(work, "encode"), encoding);
    comparison.compare(
        "same",
        encode,
        new Yardstick("table-driven Java", comparison.loop(bytes, work::encodeByTable)),
        againstTable);
    work.encode();
    Gauge decode = comparison.loop(bytes, work::decodeTwo);
    comparison.compare(name + " decode two", decode, IsaL.of(work, "decode"), decoding);
    comparison.compare(
        "same",
        decode,
        new Yardstick("table-driven Java", comparison.loop(bytes, work::decodeTwoByTable)),
        againstTable);
    work.check();
  }
}
