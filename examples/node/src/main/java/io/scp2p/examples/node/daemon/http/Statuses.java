package io.scp2p.examples.node.daemon.http;

import io.scp2p.api.error.ErrorCode;

/** Which HTTP status says the most about an error of the API. */
final class Statuses {
  private Statuses() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case UNKNOWN_SHARE,
          UNKNOWN_CONTENT,
          UNKNOWN_ITEM,
          UNKNOWN_TRANSFER,
          UNKNOWN_PEER,
          UNKNOWN_COMMUNITY,
          UNKNOWN_FILE ->
          404;
      case ILLEGAL_TRANSITION, ALREADY_EXISTS, TARGET_EXISTS, ROLE_DISABLED -> 409;
      case KEY_INVALID -> 400;
      case UNSUPPORTED -> 501;
      case DISK_FULL -> 507;
      case RATE_LIMITED, TOO_BUSY -> 429;
      case NODE_CLOSED, NODE_CLOSING -> 503;
      default -> byAdvice(code);
    };
  }

  private static int byAdvice(ErrorCode code) {
    return switch (code.advice()) {
      case RETRY_LATER, TRY_ANOTHER_PEER -> 503;
      case FIX_THE_CALL -> 400;
      case ASK_THE_USER -> 403;
      case NOTHING -> 409;
      case FIX_THE_HOST, REPORT -> 500;
    };
  }
}
