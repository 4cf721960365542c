package io.scp2p.core.bench;

import java.security.GeneralSecurityException;

/** What our types cost over the primitives they wrap. */
final class CryptoFigures {
  private static final String CIPHER = "javax.crypto raw";
  private static final String BOUNCY_CASTLE = "Bouncy Castle raw";

  private CryptoFigures() {}

  static void measure(Comparison comparison) throws Exception {
    for (int kibibytes : new int[] {16, 256, 1_024}) {
      aesGcm(comparison, kibibytes);
    }
    signatures(comparison);
    AgreementBenchmark agreement = new AgreementBenchmark();
    agreement.prepare();
    comparison.compare(
        "X25519 agree",
        comparison.loop(agreement::agree),
        new Yardstick(BOUNCY_CASTLE, comparison.loop(agreement::agreeRaw)),
        Target.speed(0.95));
  }

  private static void aesGcm(Comparison comparison, int kibibytes) throws Exception {
    AesGcmBenchmark work = aesGcm(kibibytes);
    long bytes = 1024L * kibibytes;
    Target target = Target.speed(0.85);
    comparison.compare(
        "AES-256-GCM seal " + kibibytes + " KiB",
        comparison.loop(bytes, work::seal),
        new Yardstick(CIPHER, comparison.loop(bytes, work::sealRaw)),
        target);
    comparison.compare(
        "AES-256-GCM open " + kibibytes + " KiB",
        comparison.loop(bytes, work::open),
        new Yardstick(CIPHER, comparison.loop(bytes, work::openRaw)),
        target);
  }

  private static AesGcmBenchmark aesGcm(int kibibytes) throws GeneralSecurityException {
    AesGcmBenchmark work = new AesGcmBenchmark();
    work.kibibytes = kibibytes;
    work.prepare();
    return work;
  }

  private static void signatures(Comparison comparison) throws Exception {
    SignatureBenchmark work = new SignatureBenchmark();
    work.prepare();
    Target target = Target.speed(0.95);
    comparison.compare(
        "Ed25519 sign",
        comparison.loop(work::sign),
        new Yardstick(BOUNCY_CASTLE, comparison.loop(work::signRaw)),
        target);
    Yardstick rawVerify = new Yardstick(BOUNCY_CASTLE, comparison.loop(work::verifyRaw));
    comparison.compare("Ed25519 verify", comparison.loop(work::verify), rawVerify, target);
    comparison.compare(
        "Ed25519 verify, strict", comparison.loop(work::verifyStrict), rawVerify, target);
  }
}
