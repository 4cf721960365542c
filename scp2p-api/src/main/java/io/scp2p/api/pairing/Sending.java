package io.scp2p.api.pairing;

import io.scp2p.api.transfer.TransferHandle;

/** Something being sent. It waits for the other side, then for its consent, then runs. */
public interface Sending extends TransferHandle<SendResult> {
  /** {@return the code to pass on} */
  PairingCode code();
}
