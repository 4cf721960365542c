"""Communities in pages: docs/community-protocol.md, sections K2 and K4."""

import unicodedata

from .cbor import Reject, encode, parse
from .crypto import ed25519_public, ed25519_sign, ed25519_verify, sha256
from .records import read_record, to_wire

MEMBER, SHARE = 0x31, 0x32
WEEK = 7 * 86_400
SKEW = 600
MAX_WORDS = {"share": 48, "query": 8}
MAX_WORD_BYTES = 40


class Refused(Exception):
    """A record that does not count."""


def community_of(seed):
    return sha256(ed25519_public(seed))


# ---------------------------------------------------------------- K2


def address(fields):
    return to_wire("peer_address", fields, compact=True)


def member_signed(fields):
    return encode([
        "scp2p-x community member v1", fields["community_id"], fields["member_node_pubkey"],
        fields["announce_seq"], fields["status"], fields["issued_at"], fields["expires_at"],
        [address(each) for each in fields["addresses"]],
    ])  # fmt: skip


def share_signed(fields):
    return encode([
        "scp2p-x community share v1", fields["community_id"], fields["share_pubkey"],
        fields["member_node_pubkey"], fields["latest_manifest_id"], fields["latest_seq"],
        fields["status"], fields["members_only"], fields["updated_at"], fields["issued_at"],
        fields["expires_at"], fields["title"], fields["description"], fields["tags"],
    ])  # fmt: skip


def member_record(fields, seed):
    """The record with its tag."""
    signature = ed25519_sign(seed, member_signed(fields))
    record = {**fields, "addresses": [address(each) for each in fields["addresses"]]}
    return bytes([MEMBER]) + encode({**record, "signature": signature})


def share_record(fields, seed):
    signature = ed25519_sign(seed, share_signed(fields))
    return bytes([SHARE]) + encode({**fields, "signature": signature})


def verify(typed, community, now):
    """What has to hold of a record; the fields are read back from the bytes."""
    if len(typed) > 4_096 or not typed:
        raise Refused("size")
    kind = {MEMBER: member_signed, SHARE: share_signed}.get(typed[0])
    if kind is None:
        raise Refused("kind")
    try:
        fields = _fields(parse(typed[1:]))
        addresses = fields.get("addresses", [])
        key = fields["member_node_pubkey" if typed[0] == MEMBER else "share_pubkey"]
        message = kind(fields)
    except (Reject, KeyError, TypeError, ValueError) as malformed:
        raise Refused(str(malformed)) from malformed
    if fields["community_id"] != community or fields["status"] not in (0, 1) or len(addresses) > 4:
        raise Refused("fields")
    texts = [(fields.get("title"), 256), (fields.get("description"), 512)]
    texts += [(tag, 64) for tag in fields.get("tags", [])]
    if len(fields.get("tags", [])) > 16 or any(t and len(t.encode()) > most for t, most in texts):
        raise Refused("length")
    issued, expires = fields["issued_at"], fields["expires_at"]
    if issued > now + SKEW or not issued <= expires <= issued + WEEK or expires <= now:
        raise Refused("times")
    if not ed25519_verify(key, message, fields["signature"], strict=True):
        raise Refused("signature")


def _fields(item):
    if item.kind != "map":
        raise Reject("wrong-type")
    fields = {}
    for key, value in item.value:
        if key.value == "addresses":
            fields["addresses"] = [read_record("peer_address", each) for each in value.value]
        else:
            fields[key.value] = _plain(value)
    return fields


def _plain(item):
    if item.kind == "array":
        return [_plain(each) for each in item.value]
    return None if item.kind == "null" else item.value


# ---------------------------------------------------------------- K4


def words(texts, most):
    found = []
    for text in texts:
        if text is None:
            continue
        plain = unicodedata.normalize("NFKC", text).lower()
        word = ""
        for char in plain + " ":
            if unicodedata.category(char)[0] == "L" or unicodedata.category(char) == "Nd":
                word += char
                continue
            if word and len(set(found)) < most:
                while len(word.encode()) > MAX_WORD_BYTES:
                    word = word[:-1]
                found.append(word)
            word = ""
    return sorted(set(found), key=lambda word: word.encode("utf-16-be"))


def message(fields):
    return encode(fields)
