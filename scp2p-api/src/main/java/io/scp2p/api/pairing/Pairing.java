package io.scp2p.api.pairing;

import io.scp2p.api.error.ErrorCode;
import reactor.core.publisher.Mono;

/** Direct transfer by code. */
public interface Pairing {
  /**
   * Makes a code and waits for the other side.
   *
   * @param plan what to send
   * @return the waiting transfer, with its code
   */
  Sending send(SendPlan plan);

  /**
   * Meets the other side.
   *
   * @param code what it said
   * @return what it offers, or {@link ErrorCode#PAIRING_CODE_WRONG} or {@link
   *     ErrorCode#PAIRING_TIMED_OUT}
   */
  Mono<IncomingOffer> receive(PairingCode code);
}
