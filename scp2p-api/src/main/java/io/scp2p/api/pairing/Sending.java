package io.scp2p.api.pairing;

import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.UploadResult;

/** Something being sent. It waits for the other side, then for its consent, then runs. */
public interface Sending extends TransferHandle<UploadResult> {
  /** {@return the code to pass on} */
  PairingCode code();
}
