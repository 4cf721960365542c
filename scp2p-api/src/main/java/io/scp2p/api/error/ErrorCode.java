package io.scp2p.api.error;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every error the SDK signals. Append-only: a number is never reused or given a new meaning. Listed
 * in {@code docs/error-codes.md}.
 *
 * <p>The first digit is the kind: 1 the call, 2 the network, 3 integrity and identity, 4 storage
 * and limits, 5 cancelled, 9 ours. A minor version may add a code: keep a default branch.
 */
public enum ErrorCode {
  /** An argument is out of range or contradicts another. */
  INVALID_ARGUMENT(1001, Advice.FIX_THE_CALL, "Correct the argument the message names."),
  /** A setting is out of range, set twice, or contradicts another. */
  INVALID_CONFIG(1002, Advice.FIX_THE_CALL, "Correct the setting the message names."),
  /** A share, community or vault link cannot be read. */
  INVALID_LINK(1003, Advice.FIX_THE_CALL, "Copy the whole link again, from its scheme to its end."),
  /** An address is not a literal IP address and port. */
  INVALID_ADDRESS(
      1004,
      Advice.FIX_THE_CALL,
      "Write ip:port, [ipv6]:port, tcp://… or quic://…, with an optional @key; names are not looked up."),
  /** A search query cannot be understood. */
  INVALID_QUERY(1005, Advice.FIX_THE_CALL, "Correct the filter or page size the message names."),
  /** A paging cursor is not one this node gave out, or its time is over. */
  INVALID_CURSOR(1006, Advice.FIX_THE_CALL, "Start again from the first page."),
  /** A relative path is absolute, climbs with "..", is empty or too long. */
  INVALID_PATH(1007, Advice.FIX_THE_CALL, "Rename the file or leave it out."),
  /** The transfer cannot do this in its present state. */
  ILLEGAL_TRANSITION(
      1008, Advice.FIX_THE_CALL, "Look at state() first; the table is in TransferState."),
  /** The node was closed before the call. */
  NODE_CLOSED(1009, Advice.FIX_THE_CALL, "Start a new node."),
  /** No node engine is on the class or module path. */
  ENGINE_MISSING(
      1010, Advice.FIX_THE_HOST, "Add io.scp2p:scp2p-core to the dependencies of the application."),
  /** No store or index of the kind the configuration needs is on the path. */
  PROVIDER_MISSING(
      1011,
      Advice.FIX_THE_HOST,
      "Add io.scp2p:scp2p-store, or pass an implementation to the builder."),
  /** This node neither publishes nor follows the share. */
  UNKNOWN_SHARE(1012, Advice.FIX_THE_CALL, "Follow it first, or check the id."),
  /** No manifest this node holds mentions the content. */
  UNKNOWN_CONTENT(1013, Advice.FIX_THE_CALL, "Follow a share that contains it and synchronise."),
  /** The share has no such item in this version. */
  UNKNOWN_ITEM(1014, Advice.FIX_THE_CALL, "List the items again: the share may have changed."),
  /** There is no transfer with this id, or it was forgotten after its end. */
  UNKNOWN_TRANSFER(1015, Advice.FIX_THE_CALL, "List the transfers again."),
  /** This node knows no peer with this id. */
  UNKNOWN_PEER(1016, Advice.FIX_THE_CALL, "Add an address of the peer first."),
  /** This node has not joined the community. */
  UNKNOWN_COMMUNITY(1017, Advice.FIX_THE_CALL, "Join it first, with its link."),
  /** The vault has no such file, or it was deleted. */
  UNKNOWN_FILE(1018, Advice.FIX_THE_CALL, "List the vault again."),
  /** Something of this name or id is already there. */
  ALREADY_EXISTS(1019, Advice.FIX_THE_CALL, "Choose another name or update the existing one."),
  /** The target file exists and the plan forbids to replace it. */
  TARGET_EXISTS(1020, Advice.FIX_THE_CALL, "Choose another target or another collision rule."),
  /** The configuration of this node excludes the operation. */
  ROLE_DISABLED(1021, Advice.FIX_THE_CALL, "Enable the role in NodeConfig and start again."),
  /** This platform, build or kind of content cannot do it. */
  UNSUPPORTED(1022, Advice.FIX_THE_CALL, "Leave the option out; the details name it."),
  /** The stored keys are protected and no passphrase was given. */
  PASSPHRASE_REQUIRED(
      1024, Advice.ASK_THE_USER, "Ask for the passphrase and give it to the builder."),
  /** The passphrase does not open the stored keys. */
  PASSPHRASE_WRONG(1025, Advice.ASK_THE_USER, "Ask again."),
  /** What was to be imported is not a key of the right kind. */
  KEY_INVALID(
      1026,
      Advice.ASK_THE_USER,
      "Check that the whole key was entered and that it is of this kind."),
  /** The recovery phrase has a wrong word, length or checksum. */
  RECOVERY_PHRASE_INVALID(
      1027, Advice.ASK_THE_USER, "Compare it word by word with the written one."),
  /** The pairing code is malformed. */
  PAIRING_CODE_INVALID(
      1028, Advice.ASK_THE_USER, "Ask for the code again and type it as it was shown."),
  /** The community admits only members with a valid token. */
  NOT_A_MEMBER(
      1029, Advice.ASK_THE_USER, "Ask the owner of the community for an invitation with a token."),
  /** This node does not hold the key of the share. */
  NOT_THE_PUBLISHER(1030, Advice.FIX_THE_CALL, "Import the publisher key first."),
  /** A value was given twice to one builder. */
  SETTING_REPEATED(1031, Advice.FIX_THE_CALL, "Remove one of the two calls."),
  /** No reachable peer offers the content. */
  NO_PROVIDER(
      2001,
      Advice.RETRY_LATER,
      "Wait until somebody who has it comes online, or add a peer that has it."),
  /** No peer at all could be reached. */
  NO_PEERS(2002, Advice.RETRY_LATER, "Check the network connection and the bootstrap addresses."),
  /** The peer does not answer at any known address. */
  PEER_UNREACHABLE(2003, Advice.RETRY_LATER, "Wait, or ask its owner whether it is online."),
  /** The peer did not answer in time. */
  PEER_TIMED_OUT(2004, Advice.RETRY_LATER, "Repeat; the time allowed adapts to the peer."),
  /** The connection broke before the answer came. */
  CONNECTION_LOST(2005, Advice.RETRY_LATER, "Repeat; what was verified is kept."),
  /** The peer does not speak this protocol or refused the handshake. */
  HANDSHAKE_FAILED(
      2006, Advice.TRY_ANOTHER_PEER, "Try another peer; check the address if it was typed."),
  /** The peer can be reached, but ends every session at once. */
  PEER_REFUSED(
      2007,
      Advice.TRY_ANOTHER_PEER,
      "Try another peer, or ask its owner whether it blocks this node or has no place left."),
  /** The peer, or this node's own budget, allows no more requests for now. */
  RATE_LIMITED(2008, Advice.RETRY_LATER, "Wait a minute."),
  /** No relay accepts or keeps a tunnel. */
  RELAY_UNAVAILABLE(2010, Advice.RETRY_LATER, "Wait, or configure another relay."),
  /** The address to listen on is taken or not of this machine. */
  LISTEN_FAILED(2013, Advice.FIX_THE_HOST, "Choose another port or stop the other program."),
  /** No signed head of the share was found. */
  SHARE_NOT_FOUND(2015, Advice.RETRY_LATER, "Wait until its publisher or a follower is online."),
  /** A newer version is announced, but nobody delivers it. */
  MANIFEST_UNAVAILABLE(
      2016, Advice.RETRY_LATER, "Wait until its publisher or a follower is online."),
  /** Nothing arrived for too long, from any provider. */
  STALLED(2017, Advice.RETRY_LATER, "Resume later; verified chunks are kept."),
  /** No participant of the community could be reached. */
  COMMUNITY_UNREACHABLE(2018, Advice.RETRY_LATER, "Wait until a member is online."),
  /** The other side of the pairing did not come in time. */
  PAIRING_TIMED_OUT(2019, Advice.RETRY_LATER, "Make a new code and try again together."),
  /** The other side declined the transfer. */
  PAIRING_DECLINED(2020, Advice.ASK_THE_USER, "Talk to the other side."),
  /** Too few holders or failure domains offer space for the shards. */
  PLACEMENT_IMPOSSIBLE(
      2021,
      Advice.RETRY_LATER,
      "Add peers, choose fewer shards, or allow a degraded placement; nothing was left behind."),
  /** Fewer shards are reachable than the file needs. */
  SHARDS_MISSING(2022, Advice.RETRY_LATER, "Wait until more holders are online."),
  /** The clock of this machine differs by more than five minutes from its peers'. */
  CLOCK_SKEWED(2027, Advice.FIX_THE_HOST, "Set the clock of the machine."),
  /** A chunk does not have the hash its list names. */
  CHUNK_MISMATCH(3001, Advice.TRY_ANOTHER_PEER, "Repeat: the peer that sent it is avoided."),
  /** The whole content does not have the hash that names it. */
  CONTENT_MISMATCH(3002, Advice.TRY_ANOTHER_PEER, "Repeat: what did not verify is fetched again."),
  /** A list of chunk hashes does not match the manifest. */
  CHUNK_LIST_MISMATCH(3003, Advice.TRY_ANOTHER_PEER, "Repeat: the peer that sent it is avoided."),
  /** A signature does not verify. */
  SIGNATURE_INVALID(3004, Advice.TRY_ANOTHER_PEER, "Try another peer; the object was discarded."),
  /** A manifest contradicts itself, its id or its share. */
  MANIFEST_INVALID(
      3005, Advice.TRY_ANOTHER_PEER, "Try another peer; tell the publisher if it persists."),
  /** The newest version of the share has expired. */
  MANIFEST_EXPIRED(3006, Advice.RETRY_LATER, "Wait for the publisher to renew it."),
  /** A peer offered an older version of the share as its newest. */
  HEAD_ROLLED_BACK(3007, Advice.TRY_ANOTHER_PEER, "Nothing was changed; repeat to ask others."),
  /** A share head was not signed by the share's key. */
  HEAD_FORGED(3008, Advice.TRY_ANOTHER_PEER, "Nothing was changed; repeat to ask others."),
  /** The node at this address does not have the key that was expected. */
  IDENTITY_MISMATCH(
      3009,
      Advice.ASK_THE_USER,
      "Find out whether the peer changed its key before you trust the new one."),
  /** A node known from before now shows another key. */
  PIN_MISMATCH(
      3010,
      Advice.ASK_THE_USER,
      "Find out whether the peer changed its key; trust the new one only then."),
  /** Somebody between the two nodes terminates the encryption. */
  CHANNEL_INTERCEPTED(
      3011, Advice.ASK_THE_USER, "Do not use this network for it, or use another path."),
  /** The peer sent what the protocol forbids. */
  PROTOCOL_VIOLATION(3012, Advice.TRY_ANOTHER_PEER, "Try another peer."),
  /** A membership token is not signed by the community, or names somebody else. */
  TOKEN_INVALID(3014, Advice.ASK_THE_USER, "Ask the owner of the community for a new token."),
  /** A membership token has expired. */
  TOKEN_EXPIRED(3015, Advice.ASK_THE_USER, "Ask the owner of the community for a new token."),
  /** Encrypted data was truncated, reordered or altered. */
  CIPHERTEXT_INVALID(
      3017, Advice.ASK_THE_USER, "Use another copy; check the key or link it was opened with."),
  /** The other side used another code. The code is burned. */
  PAIRING_CODE_WRONG(
      3023, Advice.ASK_THE_USER, "Make a new code; if it happens again, somebody is guessing."),
  /** The vault link no longer opens the file. */
  LINK_REVOKED(3024, Advice.ASK_THE_USER, "Ask its owner for a new link."),
  /** The disk has no room. */
  DISK_FULL(
      4001,
      Advice.FIX_THE_HOST,
      "Free space; what was acknowledged is safe, and transfers can be resumed."),
  /** Another node uses the same home directory. */
  HOME_IN_USE(4002, Advice.FIX_THE_HOST, "Stop the other node or choose another home."),
  /** The store cannot be read. */
  STORE_CORRUPT(
      4003,
      Advice.FIX_THE_HOST,
      "Restore the home from a copy; the details name the damaged part."),
  /** The store was written by a newer version. */
  STORE_TOO_NEW(4004, Advice.FIX_THE_HOST, "Use that version or a newer one."),
  /** The disk failed to read or write. */
  STORE_FAILED(
      4005, Advice.FIX_THE_HOST, "Check the disk; the cause says what the system reported."),
  /** The home directory cannot be created or written. */
  HOME_UNUSABLE(4006, Advice.FIX_THE_HOST, "Choose another home or repair its permissions."),
  /** A file that is shared or needed is not there any more. */
  FILE_MISSING(
      4007,
      Advice.FIX_THE_HOST,
      "Check its name; put it back, or publish a new version without it."),
  /** A shared file differs from what was published. */
  FILE_CHANGED(
      4008,
      Advice.FIX_THE_HOST,
      "Publish a new version; the old one is no longer served from this file."),
  /** The system refused access to a file. */
  FILE_DENIED(4009, Advice.FIX_THE_HOST, "Repair the permissions of the file the details name."),
  /** Not an ordinary file or folder. */
  FILE_KIND(
      4010,
      Advice.FIX_THE_CALL,
      "Leave it out: devices, sockets and links out of the folder are not published."),
  /** A name in the share is not possible on this platform, and the plan forbids to change it. */
  NAME_UNSAFE(4011, Advice.FIX_THE_CALL, "Allow safe names in the plan, or leave the item out."),
  /** The search index cannot be read. */
  INDEX_CORRUPT(
      4012,
      Advice.RETRY_LATER,
      "Search again in a moment: it is made anew from what is in the store."),
  /** The configured number of subscriptions is reached. */
  TOO_MANY_SUBSCRIPTIONS(
      4101, Advice.FIX_THE_HOST, "Unfollow something or raise limits.maxSubscriptions."),
  /** The queue of transfers is full. */
  TOO_MANY_TRANSFERS(4102, Advice.RETRY_LATER, "Wait for one to end, or raise transfer.maxQueued."),
  /** A share has more items or chunks than the network allows. */
  TOO_MANY_ITEMS(4103, Advice.FIX_THE_CALL, "Split the share."),
  /** A text, path, manifest or value exceeds its bound. */
  TOO_LARGE(4104, Advice.FIX_THE_CALL, "Make it smaller; the details name the bound."),
  /** A budget of this node is used up: requests, memory or open files. */
  TOO_BUSY(4105, Advice.RETRY_LATER, "Wait a moment."),
  /** The event stream has its greatest number of subscribers. */
  TOO_MANY_SUBSCRIBERS(
      4106, Advice.FIX_THE_CALL, "Share one subscription, or raise events.maxSubscribers."),
  /** This node takes part in as many communities as it can. */
  TOO_MANY_COMMUNITIES(4108, Advice.FIX_THE_CALL, "Leave one first."),
  /** The catalog of the vault has no room for another file or placement. */
  CATALOG_FULL(
      4109,
      Advice.FIX_THE_CALL,
      "Delete files from the vault, or put several small ones together into one."),
  /** The caller cancelled it. */
  CANCELLED(5001, Advice.NOTHING, "Nothing: it was asked for."),
  /** The node was closed while it ran. */
  NODE_CLOSING(5002, Advice.NOTHING, "Nothing: it goes on when the node is started again."),
  /** A newer request took its place. */
  SUPERSEDED(5003, Advice.NOTHING, "Nothing: look at the newer one."),
  /** A bug of the SDK. */
  INTERNAL(9001, Advice.REPORT, "Report it, with the message and the details."),
  /** A plugged-in transport, store, index or clock did what its contract forbids. */
  PROVIDER_BROKE_CONTRACT(9002, Advice.REPORT, "Report it to the author of that part.");

  private static final Map<Integer, ErrorCode> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(ErrorCode::number, Function.identity()));

  private final int number;
  private final Advice advice;
  private final String remedy;

  ErrorCode(int number, Advice advice, String remedy) {
    this.number = number;
    this.advice = advice;
    this.remedy = remedy;
  }

  /**
   * Finds a code by its number, for instance one read from a log.
   *
   * @param number such as 3001
   * @return the code, or nothing if this version does not know it
   */
  public static Optional<ErrorCode> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  /** {@return the stable number; its thousands are the kind} */
  public int number() {
    return number;
  }

  /** {@return the stable form for logs and support tickets, such as {@code SCP2P-3001}} */
  public String id() {
    return "SCP2P-" + number;
  }

  /** {@return what a program can do next} */
  public Advice advice() {
    return advice;
  }

  /** {@return what a person can do next, in one sentence} */
  public String remedy() {
    return remedy;
  }

  /**
   * Whether the same call may be repeated as it is. True only where repeating can do no harm:
   * nothing was done, or what was done is the same when done twice.
   *
   * @return {@link Advice#retryable()} of its advice
   */
  public boolean retryable() {
    return advice.retryable();
  }
}
