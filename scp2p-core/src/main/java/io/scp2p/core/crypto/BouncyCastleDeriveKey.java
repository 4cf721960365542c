package io.scp2p.core.crypto;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.params.Blake3Parameters;

/** Bouncy Castle's scalar BLAKE3. */
final class BouncyCastleDeriveKey implements DeriveKey {
  @Override
  public byte[] derive(String context, byte[] keyMaterial) {
    Blake3Digest digest = new Blake3Digest(OUTPUT_BYTES);
    digest.init(Blake3Parameters.context(context.getBytes(StandardCharsets.US_ASCII)));
    digest.update(keyMaterial, 0, keyMaterial.length);
    byte[] derived = new byte[OUTPUT_BYTES];
    digest.doFinal(derived, 0);
    return derived;
  }
}
