package io.scp2p.api.transfer;

/** What moves a transfer from one {@link TransferState} to another. */
public enum TransferTrigger {
  /** Its turn has come: a path to a peer is asked for. */
  CONNECT_REQUEST,
  /** A path is there. */
  CONNECT_RESPONSE,
  /** The peer has proved the expected key. */
  AUTHENTICATION_SUCCESS,
  /** The only possible peer has not proved the expected key. */
  AUTHENTICATION_FAILURE,
  /** A chunk has left. */
  CHUNK_SENT,
  /** A chunk has arrived and was verified. */
  CHUNK_RECEIVED,
  /** Every path was lost, or the peer failed and others remain. */
  PATH_LOST,
  /** Every chunk is there, or was sent. */
  CHUNKS_COMPLETE,
  /** The whole is what it should be, and durable. */
  VERIFIED,
  /** The whole is not what it should be; what is wrong is fetched again. */
  VERIFICATION_FAILURE,
  /** The caller wants it to rest. */
  PAUSE_REQUEST,
  /** The caller wants it to go on. */
  RESUME_REQUEST,
  /** The caller wants it to end. */
  CANCEL_REQUEST,
  /** Something happened that cannot be repaired. */
  ERROR
}
