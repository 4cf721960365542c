package io.scp2p.core.protocol.turn;

import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import org.jspecify.annotations.Nullable;

/** What is sent to one server, signed as it wants it at the moment. */
final class TurnMessages {
  private static final int UDP = 17;

  private final String username;
  private final String password;
  private @Nullable StunCredential credential;
  private String realm = "";
  private Bytes nonce = Bytes.EMPTY;

  TurnMessages(String username, String password) {
    this.username = username;
    this.password = password;
  }

  /** What proves that an answer is from the server; null before it has said what it wants. */
  @Nullable StunCredential credential() {
    return credential;
  }

  /** The realm that messages are signed for; empty before there is one. */
  String realm() {
    return realm;
  }

  /** What the server wants in messages from now on. */
  void wants(String newRealm, Bytes newNonce) {
    nonce = newNonce;
    if (credential == null || !realm.equals(newRealm)) {
      realm = newRealm;
      credential = StunCredential.longTermMd5(username, realm, password);
    }
  }

  Bytes allocate(Bytes id, long lifetimeSeconds) {
    return signed(
        new StunWriter(StunClass.REQUEST, StunMethod.ALLOCATE, id)
            .u32(StunAttribute.REQUESTED_TRANSPORT, (long) UDP << 24)
            .u32(StunAttribute.LIFETIME, lifetimeSeconds));
  }

  Bytes refresh(Bytes id, long lifetimeSeconds) {
    return signed(
        new StunWriter(StunClass.REQUEST, StunMethod.REFRESH, id)
            .u32(StunAttribute.LIFETIME, lifetimeSeconds));
  }

  Bytes permission(Bytes id, TurnPeer peer) {
    return signed(
        new StunWriter(StunClass.REQUEST, StunMethod.CREATE_PERMISSION, id)
            .xoredAddress(StunAttribute.XOR_PEER_ADDRESS, peer.address));
  }

  Bytes binding(Bytes id, TurnPeer peer) {
    return signed(
        new StunWriter(StunClass.REQUEST, StunMethod.CHANNEL_BIND, id)
            .u32(StunAttribute.CHANNEL_NUMBER, (long) peer.channel << 16)
            .xoredAddress(StunAttribute.XOR_PEER_ADDRESS, peer.address));
  }

  /** Indications are not signed (RFC 8656 section 11). */
  static Bytes indication(Bytes id, StunAddress peer, Bytes data) {
    return new StunWriter(StunClass.INDICATION, StunMethod.SEND, id)
        .xoredAddress(StunAttribute.XOR_PEER_ADDRESS, peer)
        .add(StunAttribute.DATA, data)
        .encode();
  }

  private Bytes signed(StunWriter message) {
    StunCredential key = credential;
    if (key == null) {
      return message.encode(); // The first one of all: the server says what it wants.
    }
    message
        .text(StunAttribute.USERNAME, username)
        .text(StunAttribute.REALM, realm)
        .add(StunAttribute.NONCE, nonce);
    return key.sign(message).encode();
  }
}
