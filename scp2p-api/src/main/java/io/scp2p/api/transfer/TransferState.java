package io.scp2p.api.transfer;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The states of a transfer, and what moves it from one to another. Whatever is not in this table
 * does not happen; a caller that asks for it gets {@link
 * io.scp2p.api.error.ErrorCode#ILLEGAL_TRANSITION}.
 *
 * <pre>
 * from            trigger                 to
 * --------------  ----------------------  --------------
 * IDLE            CONNECT_REQUEST         CONNECTING
 * IDLE            CHUNKS_COMPLETE         VERIFYING
 * IDLE            PAUSE_REQUEST           PAUSED
 * CONNECTING      CONNECT_RESPONSE        AUTHENTICATING
 * CONNECTING      PATH_LOST               CONNECTING
 * CONNECTING      PAUSE_REQUEST           PAUSED
 * AUTHENTICATING  AUTHENTICATION_SUCCESS  TRANSFERRING
 * AUTHENTICATING  AUTHENTICATION_FAILURE  ERROR
 * AUTHENTICATING  PATH_LOST               CONNECTING
 * AUTHENTICATING  PAUSE_REQUEST           PAUSED
 * TRANSFERRING    CHUNK_SENT              TRANSFERRING
 * TRANSFERRING    CHUNK_RECEIVED          TRANSFERRING
 * TRANSFERRING    PATH_LOST               CONNECTING
 * TRANSFERRING    CHUNKS_COMPLETE         VERIFYING
 * TRANSFERRING    PAUSE_REQUEST           PAUSED
 * VERIFYING       VERIFIED                COMPLETED
 * VERIFYING       VERIFICATION_FAILURE    CONNECTING
 * VERIFYING       PAUSE_REQUEST           PAUSED
 * PAUSED          RESUME_REQUEST          IDLE
 * </pre>
 *
 * <p>From every state that is not terminal, {@code CANCEL_REQUEST} leads to {@code CANCELLED} and
 * {@code ERROR} to {@code ERROR}. A transfer that only reads local files (a {@linkplain
 * io.scp2p.api.share.Publication publication}) goes from {@code IDLE} straight to {@code
 * VERIFYING}.
 */
public enum TransferState {
  /** Waiting for its turn: new, or resumed. */
  IDLE,
  /** Looking for peers and paths. */
  CONNECTING,
  /** A path is there; the other side proves who it is. */
  AUTHENTICATING,
  /** Chunks flow. */
  TRANSFERRING,
  /** Every chunk is there; the whole is checked and made durable. */
  VERIFYING,
  /** Resting at the caller's wish. Verified chunks are kept; sockets and files are released. */
  PAUSED,
  /** Terminal: everything was verified and is durable. */
  COMPLETED,
  /** Terminal: failed. Verified chunks are kept, and starting the same plan again uses them. */
  ERROR,
  /** Terminal: ended by the caller. */
  CANCELLED;

  private static final Map<TransferState, Map<TransferTrigger, TransferState>> TABLE = table();

  private static Map<TransferState, Map<TransferTrigger, TransferState>> table() {
    Map<TransferState, Map<TransferTrigger, TransferState>> table =
        new EnumMap<>(TransferState.class);
    IDLE.when(TransferTrigger.CONNECT_REQUEST, CONNECTING, table);
    IDLE.when(TransferTrigger.CHUNKS_COMPLETE, VERIFYING, table);
    IDLE.when(TransferTrigger.PAUSE_REQUEST, PAUSED, table);
    CONNECTING.when(TransferTrigger.CONNECT_RESPONSE, AUTHENTICATING, table);
    CONNECTING.when(TransferTrigger.PATH_LOST, CONNECTING, table);
    CONNECTING.when(TransferTrigger.PAUSE_REQUEST, PAUSED, table);
    AUTHENTICATING.when(TransferTrigger.AUTHENTICATION_SUCCESS, TRANSFERRING, table);
    AUTHENTICATING.when(TransferTrigger.AUTHENTICATION_FAILURE, ERROR, table);
    AUTHENTICATING.when(TransferTrigger.PATH_LOST, CONNECTING, table);
    AUTHENTICATING.when(TransferTrigger.PAUSE_REQUEST, PAUSED, table);
    TRANSFERRING.when(TransferTrigger.CHUNK_SENT, TRANSFERRING, table);
    TRANSFERRING.when(TransferTrigger.CHUNK_RECEIVED, TRANSFERRING, table);
    TRANSFERRING.when(TransferTrigger.PATH_LOST, CONNECTING, table);
    TRANSFERRING.when(TransferTrigger.CHUNKS_COMPLETE, VERIFYING, table);
    TRANSFERRING.when(TransferTrigger.PAUSE_REQUEST, PAUSED, table);
    VERIFYING.when(TransferTrigger.VERIFIED, COMPLETED, table);
    VERIFYING.when(TransferTrigger.VERIFICATION_FAILURE, CONNECTING, table);
    VERIFYING.when(TransferTrigger.PAUSE_REQUEST, PAUSED, table);
    PAUSED.when(TransferTrigger.RESUME_REQUEST, IDLE, table);
    for (TransferState state : values()) {
      if (!state.isTerminal()) {
        state.when(TransferTrigger.CANCEL_REQUEST, CANCELLED, table);
        state.when(TransferTrigger.ERROR, ERROR, table);
      }
    }
    return table;
  }

  private void when(
      TransferTrigger trigger,
      TransferState next,
      Map<TransferState, Map<TransferTrigger, TransferState>> table) {
    table.computeIfAbsent(this, state -> new EnumMap<>(TransferTrigger.class)).put(trigger, next);
  }

  /** {@return whether nothing follows this state} */
  public boolean isTerminal() {
    return this == COMPLETED || this == ERROR || this == CANCELLED;
  }

  /**
   * Where a trigger leads.
   *
   * @param trigger what happened
   * @return the next state, or nothing if this must not happen here
   */
  public Optional<TransferState> on(TransferTrigger trigger) {
    return Optional.ofNullable(transitions().get(trigger));
  }

  /**
   * Whether some trigger leads from this state to another.
   *
   * @param next the other state
   * @return true if the table has such a row
   */
  public boolean canMoveTo(TransferState next) {
    return transitions().containsValue(next);
  }

  /** {@return what may happen in this state} */
  public Set<TransferTrigger> triggers() {
    return Set.copyOf(transitions().keySet());
  }

  private Map<TransferTrigger, TransferState> transitions() {
    return TABLE.getOrDefault(this, Map.of());
  }

  /** {@return the states in which a transfer may still change} */
  public static Set<TransferState> unfinished() {
    return Arrays.stream(values())
        .filter(state -> !state.isTerminal())
        .collect(Collectors.toUnmodifiableSet());
  }
}
