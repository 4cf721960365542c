package io.scp2p.core.bench;

import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ed25519 over a message of 200 bytes, and Bouncy Castle's lowest level below it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class SignatureBenchmark {
  private final byte[] message = new byte[200];
  private final byte[] seed = new byte[SigningKey.SEED_BYTES];
  private SigningKey key;
  private byte[] publicKey;
  private byte[] signature;

  @Setup
  public void prepare() {
    Arrays.fill(seed, (byte) 7);
    key = SigningKey.ofSeed(SecretBytes.copyOf(seed));
    publicKey = key.publicKey();
    signature = key.sign(message);
  }

  @Benchmark
  public byte[] sign() {
    return key.sign(message);
  }

  @Benchmark
  public byte[] signRaw() {
    byte[] raw = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, raw, 0);
    return raw;
  }

  @Benchmark
  public boolean verify() {
    return Signatures.verify(publicKey, message, signature);
  }

  @Benchmark
  public boolean verifyStrict() {
    return Signatures.verifyStrict(publicKey, message, signature);
  }

  @Benchmark
  public boolean verifyRaw() {
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }
}
