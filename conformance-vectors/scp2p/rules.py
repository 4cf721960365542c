"""Identifiers, signing bytes, verification, handshake checks, DHT rules and frames."""

from . import crypto
from .cbor import Ints, Reject, encode
from .records import RECORDS, decode_record, encode_record, to_wire

# Section 17.2 and the sections named beside each value.
CHUNK_BYTES = 262_144  # 1.2
MAX_HANDSHAKE_FRAME = 65_536  # 2.1
MAX_ENVELOPE_FRAME = 2_097_152  # 2.1
MAX_PAYLOAD = 1_048_576  # 2.1
MAX_CLOCK_SKEW_SECS = 300  # 4.3
PROTOCOL_VERSION = 1  # 4.1
MAX_DHT_VALUE = 65_536  # 8.5
MIN_TTL_SECS, MAX_TTL_SECS = 86_400, 604_800  # 8.5
MAX_ANNOUNCEMENT_SECS = 21_600  # 14.6
BUCKET_SECS, SLOTS = 3_600, 16  # 14.8

# ---------------------------------------------------------------- identifiers (sections 1.2, 1.3)


def node_id(public):
    return crypto.sha256(public)[:20]


def share_id(public):
    return crypto.sha256(public)


def chunk_hashes(content):
    return [
        crypto.blake3(content[at : at + CHUNK_BYTES]) for at in range(0, len(content), CHUNK_BYTES)
    ]


def chunk_list_hash(hashes):
    return crypto.blake3(b"".join(hashes))


def session_secret(shared, initiator_nonce, responder_nonce):
    material = shared + initiator_nonce + responder_nonce
    return crypto.blake3_derive_key("scp2p-handshake-session-secret-v1", material)


def manifest_id(fields):
    """Section 9.4: items as maps, the signature as an array of uints."""
    wire = to_wire("manifest", fields)
    if wire["signature"] is not None:
        wire["signature"] = Ints(wire["signature"])
    return crypto.blake3(encode(list(wire.values())))


# ---------------------------------------------------------------- signatures


def signing_bytes(record, fields):
    """All fields but the last (the signature) as one array: sections 4.2, 9.3, 9.5, 11.2, 14.6."""
    signature = RECORDS[record][-1][1]
    blank = "00" * 64
    wire = to_wire(record, {**fields, signature: blank})
    values = list(wire.values())[:-1]
    if record == "manifest":
        item_keys = [row[0] for row in RECORDS["item"]]
        items = list(wire).index("items")
        values[items] = [[item.get(key) for key in item_keys] for item in wire["items"]]
    return encode(values)


def _require(condition, reason):
    if not condition:
        raise Reject(reason)


def _check_signature(record, fields, public, strict=False):
    signature = bytes.fromhex(fields[RECORDS[record][-1][1]])
    good = crypto.ed25519_verify(public, signing_bytes(record, fields), signature, strict)
    _require(good, "bad-signature")


def verify_hello(fields, now):
    """Section 4.3."""
    _require(abs(now - fields["timestamp_unix_secs"]) <= MAX_CLOCK_SKEW_SECS, "clock-skew")
    _check_signature("hello", fields, bytes.fromhex(fields["node_pubkey"]))


def verify_manifest(fields, now):
    """Section 9.3."""
    expires = fields["expires_at"]
    if expires is not None:
        _require(now <= expires, "expired")
        _require(expires > fields["created_at"], "expiry-before-creation")
    _require(fields["signature"] is not None, "unsigned")
    public = bytes.fromhex(fields["share_pubkey"])
    _require(share_id(public).hex() == fields["share_id"], "id-mismatch")
    _check_signature("manifest", fields, public)


def verify_share_head(fields, public):
    """Section 9.5."""
    _require(share_id(public).hex() == fields["share_id"], "id-mismatch")
    _check_signature("share_head", fields, public)


def verify_membership_token(fields, public, now):
    """Section 11.2; `now` None means that no time is checked."""
    _require(share_id(public).hex() == fields["community_share_id"], "id-mismatch")
    _require(now is None or now <= fields["expires_at"], "expired")
    _check_signature("membership_token", fields, public)


def verify_relay_announcement(fields):
    """Section 14.6: structure and strict signature, not expiry."""
    _require(fields["relay_addrs"], "no-address")
    _require(not any("relay_via" in a for a in fields["relay_addrs"]), "relayed-address")
    _require(fields["capabilities"]["relay"], "not-a-relay")
    lifetime = fields["expires_at"] - fields["issued_at"]
    _require(0 < lifetime <= MAX_ANNOUNCEMENT_SECS, "bad-lifetime")
    public = bytes.fromhex(fields["relay_pubkey"])
    _check_signature("relay_announcement", fields, public, strict=True)


def check_handshake(step, message, now, own_nonce, expected_key, seen_nonces, first):
    """Sections 4.3 and 4.4 plus the version rule, for hello 1, 2 or 3 as its receiver sees it."""
    _require(len(message) <= MAX_HANDSHAKE_FRAME, "too-large")
    hello = decode_record("hello", message)
    verify_hello(hello, now)
    _require(expected_key in (None, hello["node_pubkey"]), "unexpected-key")
    if step == 1:
        _require(hello["nonce"] not in seen_nonces, "replayed-nonce")
        return
    _require(hello["echoed_nonce"] == own_nonce, "wrong-echo")
    if step == 3:
        first = decode_record("hello", first)
        _require(hello["node_pubkey"] == first["node_pubkey"], "unexpected-key")
        for field in ("nonce", "ephemeral_pubkey", "capabilities"):
            _require(hello[field] == first[field], "changed-hello")
    _require(hello["protocol_version"] == PROTOCOL_VERSION, "wrong-version")


# ---------------------------------------------------------------- frames (sections 2.1, 2.2)


def read_frame(data, envelope):
    """The body of the one frame in `data`; None when bytes are still missing."""
    if len(data) < 4:
        return None
    length = int.from_bytes(data[:4], "big")
    _require(length > 0, "empty-frame")
    _require(length <= (MAX_ENVELOPE_FRAME if envelope else MAX_HANDSHAKE_FRAME), "too-large")
    _require(len(data) <= 4 + length, "trailing-bytes")
    return data[4:] if len(data) == 4 + length else None


def read_envelope(body):
    fields = decode_record("envelope", body)
    _require(len(fields["payload"]) // 2 <= MAX_PAYLOAD, "too-large")
    return fields


# ---------------------------------------------------------------- DHT (section 8)

KEYSPACES = {
    "share_head": b"share:head:",
    "manifest": b"manifest:loc:",
    "providers": b"content:prov:",
    "community_members": b"community:info:",
}
RENDEZVOUS = b"scp2p:relay:rendezvous"


def dht_key(keyspace, identifier):
    return crypto.sha256(KEYSPACES[keyspace] + identifier)


def stored_ttl(requested):
    return min(max(requested, MIN_TTL_SECS), MAX_TTL_SECS)


def rendezvous_slot(relay_public, bucket, which):
    digest = crypto.sha256(relay_public + bucket.to_bytes(8, "big") + bytes([which]))
    return int.from_bytes(digest[-8:], "big") % SLOTS


def rendezvous_key(bucket, slot):
    return crypto.sha256(RENDEZVOUS + bucket.to_bytes(8, "big") + slot.to_bytes(8, "big"))


def _relay_keys(fields):
    public, issued = bytes.fromhex(fields["relay_pubkey"]), fields["issued_at"] // BUCKET_SECS
    for bucket in (b for b in (issued - 1, issued, issued + 1) if b >= 0):
        for which in (0, 1):
            yield rendezvous_key(bucket, rendezvous_slot(public, bucket, which))


# Section 8.6.1, in this order; the first type a value decodes as decides.
TRIAL_ORDER = ("share_head", "providers", "manifest", "relay_announcement", "community_members")
REFUSALS = {
    "share_head": "share head value does not match share head key",
    "providers": "providers value does not match content provider key",
    "manifest": "manifest value does not match manifest loc key",
    "relay_announcement": "relay announcement key does not match any valid rendezvous slot",
    "community_members": "community members value does not match community info key",
}


def decode_dht_value(value):
    for record in TRIAL_ORDER:
        try:
            return record, decode_record(record, value)
        except Reject:
            continue
    raise Reject("DHT value does not match any recognized keyspace")


def validate_dht_value(key, value):
    """The record type of an acceptable value. A rejection's reason is the error text of section
    8.5, or the announcement's own code."""
    _require(len(value) <= MAX_DHT_VALUE, "dht value exceeds 64KiB")
    record, fields = decode_dht_value(value)
    if record == "relay_announcement":
        verify_relay_announcement(fields)
        allowed = list(_relay_keys(fields))
    elif record == "manifest":
        allowed = [dht_key(record, manifest_id(fields))]
    else:
        identifier = fields[RECORDS[record][0][1]]
        allowed = [dht_key(record, bytes.fromhex(identifier))]
    _require(key in allowed, REFUSALS[record])
    return record


def merge_members(existing, incoming):
    """Section 8.6.4: the bytes stored when `incoming` arrives over `existing` (or over None)."""
    new = decode_record("community_members", incoming)
    if existing is None:
        return incoming
    old = decode_record("community_members", existing)
    members = list(old["members"])
    for address in new["members"]:
        if address not in members:
            members.append(address)
    updated = max(old["updated_at"], new["updated_at"])
    merged = {**old, "members": members, "updated_at": updated}
    stored = encode_record("community_members", merged)
    _require(len(stored) <= MAX_DHT_VALUE, "dht value exceeds 64KiB")
    return stored
