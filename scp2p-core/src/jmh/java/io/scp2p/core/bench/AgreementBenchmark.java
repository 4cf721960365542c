package io.scp2p.core.bench;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.crypto.SecretBytes;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** X25519, and Bouncy Castle's lowest level below it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class AgreementBenchmark {
  private final byte[] scalar = new byte[X25519.SCALAR_SIZE];
  private EphemeralKey key;
  private byte[] peer;

  @Setup
  public void prepare() {
    Entropy entropy = Entropy.system();
    entropy.fill(scalar);
    key = EphemeralKey.generate(entropy);
    peer = EphemeralKey.generate(entropy).publicKey();
  }

  @Benchmark
  public SecretBytes agree() {
    return key.agree(peer);
  }

  @Benchmark
  public byte[] agreeRaw() {
    byte[] shared = new byte[X25519.POINT_SIZE];
    X25519.scalarMult(scalar, 0, peer, 0, shared, 0);
    return shared;
  }
}
