"""What a strict decoder accepts and refuses: every row of the table of section 2.4.

The verdicts here are written by hand from the table. `SHOULD` marks where a strict decoder goes
beyond the reference (section 2.4, consequence 1), `MAY` what the reference tolerates and never sends.
"""

from common import A1, B2, C3, FIRST, MAX_U64, RELAYED, address, capabilities, verdict
from cases_signed import ANNOUNCEMENT, HEAD_1, HELLO_1, ITEM_1, MANIFEST_2, TOKEN, sign
from scp2p.cbor import Ints, encode, head
from scp2p.records import to_wire

SHOULD = {"level": "should", "reference_verdict": "accept"}
MAY = {"level": "may"}
NULL, UNDEFINED, TRUE = b"\xf6", b"\xf7", b"\xf5"
BREAK = b"\xff"


def files():
    return (
        ("decoding-records.json", "kind decoding: input target (a record) and bytes; expected "
         "verdict and fields. Rows of section 2.4 for text-keyed and integer-keyed records.",
         [*text_keyed(), *octets(), *integers(), *forms(), *defaults(), *integer_keyed(), *broken()]),
    )  # fmt: skip


# ---------------------------------------------------------------- building malformed bytes


def pairs(record, fields):
    """The encoded (key, value) pairs of a well-formed record."""
    return [(encode(key), encode(value)) for key, value in to_wire(record, fields).items()]


def build(entries):
    return head(5, len(entries)) + b"".join(key + value for key, value in entries)


def put(entries, key, value):
    """Replace the value of a key; `value` is encoded bytes."""
    return [(k, value if k == encode(key) else v) for k, v in entries]


def drop(entries, key):
    return [(k, v) for k, v in entries if k != encode(key)]


def add(entries, key, value):
    """Append an entry; both are encoded bytes."""
    return [*entries, (key, value)]


def one(rule, name, target, octets, reason=None, **more):
    """`octets`: bytes, or a list of pairs to be built into a map."""
    body = build(octets) if isinstance(octets, list) else octets
    given = {"target": target, "bytes": body.hex()}
    identifier = "decoding/%s/%s" % (target.replace("_", "-"), name)
    return verdict(identifier, "decoding", "2.4", given, reason, rule=rule, **more)


PEX = pairs("pex_request", {"max_peers": 64})
ADDRESS = pairs("peer_address", FIRST)
MANIFEST = pairs("get_manifest", {"manifest_id": A1})
HEAD_FIELDS = sign("share_head", "".join("%02x" % i for i in range(32)), HEAD_1)
HEAD = pairs("share_head", HEAD_FIELDS)
SHARE = sign("manifest", "".join("%02x" % i for i in range(32)), MANIFEST_2)
ITEM = pairs("item", ITEM_1)
STATUS = pairs("community_status", {"community_share_id": A1, "joined": True, "membership_proof": None})
STREAM = pairs("relay_stream", {"relay_slot_id": 7, "stream_id": 0, "kind": "content", "payload": "0102"})
LAN = pairs("lan_packet", {"version": 2, "instance_id": "07" * 16, "tcp_port": 7001, "capabilities": None})
FIND_NODE = pairs("find_node", {"target_node_id": "aa" * 20})
FIND_VALUE = pairs("find_value", {"key": A1})
STORE = pairs("store", {"key": A1, "value": "010203", "ttl_secs": 86_400})
GET_CHUNK = pairs("get_chunk", {"content_id": A1, "chunk_index": 3})
CHUNK = pairs("chunk_data", {"content_id": A1, "chunk_index": 3, "data": "dead"})
HASHES = pairs("chunk_hash_list", {"content_id": A1, "chunk_hashes": [B2]})
RESULT = pairs("find_value_result", {"value": None, "closer_peers": []})
ID_INTS, ID_BYTES = encode(Ints(b"\xa1" * 32)), encode(b"\xa1" * 32)
X = encode("x")

def filled(before, filler, count, after=b""):
    return {"concat": [before.hex(), {"repeat": filler, "count": count}, after.hex()]}


# ---------------------------------------------------------------- text-keyed: keys and presence


def text_keyed():
    rule = "any-key-order"
    yield one(rule, "keys-reversed", "peer_address", ADDRESS[::-1], expected={"fields": FIRST})
    yield one(rule, "keys-reversed", "share_head", HEAD[::-1], expected={"fields": HEAD_FIELDS})
    yield one(rule, "keys-rotated", "lan_packet", LAN[2:] + LAN[:2])
    rule = "unknown-text-key"
    plain = {"int": 1, "negative": -1, "bytes": b"\1", "text": "t", "array": [1, "a"], "map": {"a": {"b": None}},
             "true": True, "null": None}  # fmt: skip
    for name, value in plain.items():
        octets = b"\x20" if name == "negative" else encode(value)
        yield one(rule, "unknown-key-" + name, "pex_request", add(PEX, X, octets), expected={"fields": {"max_peers": 64}})
    yield one(rule, "unknown-key-float", "pex_request", add(PEX, X, bytes.fromhex("fb3ff8000000000000")))
    yield one(rule, "unknown-key-integer-map", "pex_request", add(PEX, X, encode({1: 2})),
              note="Only keys of the record itself must not be integers.")  # fmt: skip
    yield one(rule, "unknown-key-first", "peer_address", [(X, encode([1])), *ADDRESS], expected={"fields": FIRST})
    yield one(rule, "unknown-key-empty-text", "peer_address", add(ADDRESS, encode(""), NULL))
    yield one(rule, "unknown-key-near-miss", "pex_request", add(PEX, encode("Max_peers"), encode(1)), expected={"fields": {"max_peers": 64}})
    yield one(rule, "hundred-unknown-keys", "pex_request", PEX + [(encode("k%d" % i), encode(i)) for i in range(100)])
    nested = encode({**to_wire("peer_address", FIRST), "x": 1})
    yield one(rule, "unknown-key-in-nested", "pex_offer", [(encode("peers"), head(4, 1) + nested)], expected={"fields": {"peers": [FIRST]}})
    sixth = encode({**capabilities(), "community_search_v2": True})
    yield one(rule, "sixth-capability", "lan_packet", put(LAN, "capabilities", sixth))
    rule = "unknown-integer-key"
    yield one(rule, "integer-key", "pex_request", add(PEX, encode(0), encode(1)), "unknown-integer-key")
    yield one(rule, "integer-key-first", "peer_address", [(encode(24), NULL), *ADDRESS], "unknown-integer-key")
    yield one(rule, "large-integer-key", "share_head", add(HEAD, encode(MAX_U64), NULL), "unknown-integer-key")
    yield one(rule, "negative-integer-key", "pex_request", add(PEX, b"\x20", NULL), "unknown-integer-key")
    nested = encode({**to_wire("peer_address", FIRST), 0: 1})
    yield one(rule, "integer-key-in-nested", "pex_offer", [(encode("peers"), head(4, 1) + nested)], "unknown-integer-key")
    rule = "duplicate-known-key"
    yield one(rule, "duplicate-key", "pex_request", PEX + PEX, "duplicate-key")
    yield one(rule, "duplicate-key-other-value", "peer_address", add(ADDRESS, encode("port"), encode(1)), "duplicate-key")
    yield one(rule, "duplicate-optional", "peer_address", add(ADDRESS, encode("pubkey_hint"), NULL), "duplicate-key")
    rule = "missing-optional-key"
    yield one(rule, "missing-hint", "peer_address", drop(ADDRESS, "pubkey_hint"), expected={"fields": FIRST})
    yield one(rule, "null-relay-via", "peer_address", add(ADDRESS, encode("relay_via"), NULL), expected={"fields": FIRST})
    yield one(rule, "missing-echo", "hello", drop(pairs("hello", {**HELLO_1, "signature": "00" * 64}), "echoed_nonce"))
    yield one(rule, "missing-proof", "community_status", drop(STATUS, "membership_proof"))
    yield one(rule, "null-name", "community_status", add(STATUS, encode("name"), NULL))
    yield one(rule, "missing-capabilities", "lan_packet", drop(LAN, "capabilities"), note="Version-1 packets lack them.")
    share = pairs("manifest", SHARE)
    for key in ("expires_at", "title", "description"):
        yield one(rule, "missing-" + key.replace("_", "-"), "manifest", drop(share, key), expected={"fields": SHARE})
    yield one(rule, "missing-signature", "manifest", drop(share, "signature"), expected={"fields": {**SHARE, "signature": None}})
    yield one(rule, "missing-mime", "item", drop(ITEM, "mime"))
    yield one(rule, "null-path", "item", add(ITEM, encode("path"), NULL), expected={"fields": ITEM_1})
    yield one(rule, "missing-slot", "relay_register", [(encode("tunnel"), TRUE)], expected={"fields": {"relay_slot_id": None, "tunnel": True}})
    capacity = pairs("relay_capacity", ANNOUNCEMENT["capacity"])
    yield one(rule, "missing-max-bytes", "relay_capacity", drop(capacity, "max_bytes_per_tunnel"), expected={"fields": ANNOUNCEMENT["capacity"]})
    rule = "missing-mandatory-key"
    token = pairs("membership_token", sign("membership_token", "00" * 32, TOKEN))
    for target, entries in (("peer_address", ADDRESS), ("share_head", HEAD), ("membership_token", token)):
        for key in [k for k in to_wire(target, {**_fields(target)}) if k != "pubkey_hint"]:
            yield one(rule, "without-" + key.replace("_", "-"), target, drop(entries, key), "missing-key")
    yield one(rule, "without-tags", "item", drop(ITEM, "tags"), "missing-key")
    yield one(rule, "four-capabilities", "capabilities", pairs("capabilities", capabilities())[:4], "missing-key")
    yield one(rule, "empty-map", "pex_request", [], "missing-key")
    yield one(rule, "null-mandatory", "pex_request", put(PEX, "max_peers", NULL), "wrong-type")
    yield one(rule, "null-list", "pex_offer", [(encode("peers"), NULL)], "wrong-type")


def _fields(target):
    return {"peer_address": FIRST, "share_head": HEAD_FIELDS,
            "membership_token": sign("membership_token", "00" * 32, TOKEN)}[target]  # fmt: skip


# ---------------------------------------------------------------- octets in all their forms


def octets():
    rule, same = "fixed-octets-as-byte-string", {"expected": {"fields": {"manifest_id": A1}}}
    yield one("fixed-octets-as-ints", "ints-32", "get_manifest", MANIFEST, **same)
    yield one(rule, "bytes-32", "get_manifest", put(MANIFEST, "manifest_id", ID_BYTES), **same)
    yield one(rule, "bytes-64", "share_head", put(HEAD, "sig", encode(bytes.fromhex(HEAD_FIELDS["sig"]))), expected={"fields": HEAD_FIELDS})
    yield one(rule, "bytes-16", "lan_packet", put(LAN, "instance_id", encode(b"\7" * 16)))
    ip = encode({"V4": bytes.fromhex("c000020a")})
    yield one(rule, "bytes-4", "peer_address", put(ADDRESS, "ip", ip), level="should", expected={"fields": FIRST},
              note="Not an identifier, so only the table demands it.")  # fmt: skip
    yield one(rule, "hint-bytes-32", "peer_address", put(ADDRESS, "pubkey_hint", ID_BYTES), expected={"fields": {**FIRST, "pubkey_hint": A1}})
    mixed = head(4, 3) + ID_INTS + ID_BYTES + ID_INTS
    yield one(rule, "mixed-list", "blocklist", [(encode("blocked_share_ids"), mixed), (encode("blocked_content_ids"), encode([]))],
              expected={"fields": {"blocked_share_ids": [A1] * 3, "blocked_content_ids": []}})  # fmt: skip
    for size, kind in ((33, "longer"), (64, "longer"), (31, "shorter"), (0, "shorter")):
        more = SHOULD if kind == "longer" else {}
        yield one("fixed-octets-%s-bytes" % kind, "bytes-%d" % size, "get_manifest",
                  put(MANIFEST, "manifest_id", encode(b"\xa1" * size)), "wrong-length", **more)  # fmt: skip
        yield one("fixed-octets-%s-ints" % kind, "ints-%d" % size, "get_manifest",
                  put(MANIFEST, "manifest_id", encode(Ints(b"\xa1" * size))), "wrong-length", **more)  # fmt: skip
    first_of_two = pairs("get_community_status", {"community_share_id": A1, "community_share_pubkey": B2})
    yield one("fixed-octets-longer-ints", "ints-33-not-last", "get_community_status",
              put(first_of_two, "community_share_id", encode(Ints(b"\xa1" * 33))), "wrong-length")  # fmt: skip
    for size in (63, 65):
        yield one("fixed-octets-%s-ints" % ("shorter" if size < 64 else "longer"), "signature-ints-%d" % size, "share_head",
                  put(HEAD, "sig", encode(Ints(b"\1" * size))), "wrong-length", **SHOULD)  # fmt: skip
    for family, size in (("V4", 3), ("V4", 5), ("V4", 16), ("V6", 15), ("V6", 17), ("V6", 4)):
        longer = size > {"V4": 4, "V6": 16}[family]
        yield one("fixed-octets-%s-ints" % ("longer" if longer else "shorter"), "%s-of-%d" % (family.lower(), size), "peer_address",
                  put(ADDRESS, "ip", encode({family: Ints(b"\1" * size)})), "wrong-length")  # fmt: skip
    rule = "octet-out-of-range"
    yield one(rule, "element-256", "get_manifest", put(MANIFEST, "manifest_id", ID_INTS[:-2] + encode(256)), "out-of-range")
    yield one(rule, "element-negative", "get_manifest", put(MANIFEST, "manifest_id", ID_INTS[:-2] + b"\x20"), "out-of-range")
    yield one(rule, "element-text", "get_manifest", put(MANIFEST, "manifest_id", ID_INTS[:-2] + encode("a")), "wrong-type")
    yield one(rule, "element-null", "get_manifest", put(MANIFEST, "manifest_id", ID_INTS[:-2] + NULL), "wrong-type")
    yield one("fixed-octets-as-text", "text-32", "get_manifest", put(MANIFEST, "manifest_id", encode("a" * 32)), "wrong-type")
    yield one("fixed-octets-as-text", "hex-text", "get_manifest", put(MANIFEST, "manifest_id", encode(A1)), "wrong-type")
    rule = "marked-bytes-as-ints"
    stated = {"expected": {"fields": {"relay_slot_id": 7, "stream_id": 0, "kind": "content", "payload": "0102"}}}
    yield one(rule, "payload-as-ints", "relay_stream", put(STREAM, "payload", encode([1, 2])), level="may", **stated)
    signature = encode(Ints(bytes.fromhex(SHARE["signature"])))
    yield one(rule, "signature-as-ints", "manifest", put(pairs("manifest", SHARE), "signature", signature), expected={"fields": SHARE})
    yield one(rule, "signature-of-63", "manifest", put(pairs("manifest", SHARE), "signature", encode(b"\1" * 63)), "wrong-length")
    yield one(rule, "signature-of-65", "manifest", put(pairs("manifest", SHARE), "signature", encode(b"\1" * 65)), "wrong-length")
    yield one(rule, "proof-as-ints", "community_status", put(STATUS, "membership_proof", encode([160])), level="may")
    yield one("marked-bytes-as-text", "payload-as-text", "relay_stream", put(STREAM, "payload", encode("ab")), "wrong-type")
    yield one("marked-bytes-as-text", "proof-as-text", "community_status", put(STATUS, "membership_proof", encode("")), "wrong-type")
    rule = "unmarked-vector-as-byte-string"
    full = {"community_share_id": A1, "community_share_pubkey": B2, "max_entries": 64, "requester_node_pubkey": C3,
            "requester_membership_proof": "a018"}  # fmt: skip
    listing = pairs("list_community_public_shares", full)
    yield one(rule, "proof-as-bytes", "list_community_public_shares",
              put(listing, "requester_membership_proof", encode(b"\xa0\x18")), expected={"fields": full})  # fmt: skip
    yield one(rule, "proof-as-text", "list_community_public_shares",
              put(listing, "requester_membership_proof", encode("ab")), "wrong-type")  # fmt: skip


# ---------------------------------------------------------------- integers


def integers():
    rule, stated = "non-minimal-integer", {"expected": {"fields": {"max_peers": 64}}, **MAY}
    for name, octets in (("2-bytes", "190040"), ("4-bytes", "1a00000040"), ("8-bytes", "1b0000000000000040")):
        yield one(rule, "in-" + name, "pex_request", put(PEX, "max_peers", bytes.fromhex(octets)), **stated)
    yield one(rule, "small-in-1-byte", "pex_request", put(PEX, "max_peers", b"\x18\x05"), expected={"fields": {"max_peers": 5}}, **MAY)
    yield one(rule, "octets-non-minimal", "get_manifest", put(MANIFEST, "manifest_id", head(4, 32) + b"\x18\x05" * 32),
              expected={"fields": {"manifest_id": "05" * 32}}, **MAY)  # fmt: skip
    yield one(rule, "long-map-head", "pex_request", b"\xb8\x01" + build(PEX)[1:], **stated)
    yield one(rule, "long-key-head", "pex_request", b"\xa1\x78\x09max_peers\x18\x40", **stated)
    yield one(rule, "long-list-head", "pex_offer", [(encode("peers"), b"\x9b" + bytes(8))], **MAY)
    rule = "float-for-integer"
    for name, octets in (("half", "f95400"), ("single", "fa42800000"), ("double", "fb4050000000000000")):
        yield one(rule, name, "pex_request", put(PEX, "max_peers", bytes.fromhex(octets)), "wrong-type")
    rule = "integer-out-of-range"
    yield one(rule, "u8-256", "pex_request", put(PEX, "max_peers", encode(256)), "out-of-range")
    yield one(rule, "u8-negative", "pex_request", put(PEX, "max_peers", b"\x20"), "out-of-range")
    yield one(rule, "u8-255", "pex_request", put(PEX, "max_peers", encode(255)), expected={"fields": {"max_peers": 255}})
    yield one(rule, "u16-65536", "peer_address", put(ADDRESS, "port", encode(65_536)), "out-of-range")
    yield one(rule, "u32-2-pow-32", "relay_stream", put(STREAM, "stream_id", encode(1 << 32)), "out-of-range")
    yield one(rule, "u32-largest", "relay_stream", put(STREAM, "stream_id", encode((1 << 32) - 1)))
    for name, value in (("2-pow-63", 1 << 63), ("largest", MAX_U64)):
        yield one(rule, "u64-" + name, "relay_connect", [(encode("relay_slot_id"), encode(value))], expected={"fields": {"relay_slot_id": value}})
    yield one(rule, "u64-negative", "relay_connect", [(encode("relay_slot_id"), b"\x20")], "out-of-range")
    yield one(rule, "u64-most-negative", "relay_connect", [(encode("relay_slot_id"), b"\x3b" + b"\xff" * 8)], "out-of-range")
    yield one(rule, "u64-bignum", "relay_connect", [(encode("relay_slot_id"), b"\xc2\x49\x01" + bytes(8))], "wrong-type",
              note="A bignum is a tagged byte string.")  # fmt: skip
    wrong = "wrong-type"
    yield one(wrong, "integer-as-text", "pex_request", put(PEX, "max_peers", encode("64")), wrong)
    yield one(wrong, "integer-as-bool", "pex_request", put(PEX, "max_peers", TRUE), wrong)
    yield one(wrong, "integer-as-array", "pex_request", put(PEX, "max_peers", encode([64])), wrong)
    yield one(wrong, "bool-as-integer", "community_status", put(STATUS, "joined", encode(1)), wrong)
    yield one(wrong, "bool-as-null", "community_status", put(STATUS, "joined", NULL), wrong)
    yield one(wrong, "text-as-bytes", "item", put(ITEM, "name", encode(b"name")), wrong)
    yield one(wrong, "text-as-integer", "item", put(ITEM, "name", encode(1)), wrong)
    yield one(wrong, "list-as-map", "pex_offer", [(encode("peers"), encode({}))], wrong)
    yield one(wrong, "list-as-bytes", "pex_offer", [(encode("peers"), encode(b""))], wrong)
    yield one(wrong, "record-as-text", "pex_offer", [(encode("peers"), encode(["192.0.2.10:7001"]))], wrong)


# ---------------------------------------------------------------- lengths, enums, tags, simple values


def indefinite(entries):
    return b"\xbf" + b"".join(key + value for key, value in entries) + BREAK


def forms():
    rule, stated = "indefinite-length", {"expected": {"fields": {"max_peers": 64}}, **MAY}
    yield one(rule, "indefinite-map", "pex_request", indefinite(PEX), **stated)
    yield one(rule, "indefinite-key", "pex_request", [(b"\x7f\x63max\x66_peers" + BREAK, encode(64))], **stated)
    yield one(rule, "indefinite-array", "get_manifest", put(MANIFEST, "manifest_id", b"\x9f" + ID_INTS[2:] + BREAK),
              expected={"fields": {"manifest_id": A1}}, **MAY)  # fmt: skip
    yield one(rule, "indefinite-bytes", "relay_stream", put(STREAM, "payload", b"\x5f\x41\x01\x40\x41\x02" + BREAK), **MAY)
    yield one(rule, "indefinite-text", "item", put(ITEM, "name", b"\x7f\x61a\x61b" + BREAK), **MAY)
    yield one(rule, "indefinite-list", "pex_offer", [(encode("peers"), b"\x9f" + build(ADDRESS) + BREAK)],
              expected={"fields": {"peers": [FIRST]}}, **MAY)  # fmt: skip
    yield one(rule, "indefinite-unknown-value", "pex_request", add(PEX, X, b"\x9f\x01\xbf\x61a\x7f" + BREAK * 3), **stated)
    yield one(rule, "indefinite-bytes-32", "get_manifest",
              put(MANIFEST, "manifest_id", b"\x5f\x50" + b"\xa1" * 16 + b"\x50" + b"\xa1" * 16 + BREAK),
              expected={"fields": {"manifest_id": A1}}, **MAY)  # fmt: skip
    rule, value = "indefinite-enum-map", encode("V4") + encode(Ints(bytes.fromhex("c000020a")))
    yield one(rule, "indefinite-ip", "peer_address", put(ADDRESS, "ip", b"\xbf" + value + BREAK), "indefinite-enum")
    rule = "enum-with-one-value"
    two = b"\xa2" + value + encode("V6") + encode(Ints(bytes(16)))
    yield one(rule, "ip-two-entries", "peer_address", put(ADDRESS, "ip", two), "wrong-type")
    yield one(rule, "ip-no-entry", "peer_address", put(ADDRESS, "ip", b"\xa0"), "wrong-type")
    yield one(rule, "ip-unknown-variant", "peer_address", put(ADDRESS, "ip", encode({"V5": Ints(bytes(4))})), "unknown-enum-value")
    yield one(rule, "ip-lower-case", "peer_address", put(ADDRESS, "ip", encode({"v4": Ints(bytes(4))})), "unknown-enum-value")
    yield one(rule, "ip-as-text", "peer_address", put(ADDRESS, "ip", encode("192.0.2.10")), "wrong-type")
    yield one(rule, "ip-as-octets", "peer_address", put(ADDRESS, "ip", encode(Ints(bytes(4)))), "wrong-type")
    yield one(rule, "ip-as-number", "peer_address", put(ADDRESS, "ip", encode(0xC000020A)), "wrong-type")
    rule = "enum-spelling"
    for text in ("TCP", "Tcp", "udp", "", "tcp "):
        yield one(rule, "transport-%s" % (text.replace(" ", "-space") or "empty"), "peer_address", put(ADDRESS, "transport", encode(text)), "unknown-enum-value")
    yield one(rule, "transport-integer", "peer_address", put(ADDRESS, "transport", encode(0)), "wrong-type")
    yield one(rule, "kind-capitalised", "relay_stream", put(STREAM, "kind", encode("Content")), "unknown-enum-value")
    yield one(rule, "visibility-capitalised", "manifest", put(pairs("manifest", SHARE), "visibility", encode("Public")), "unknown-enum-value")
    capacity = pairs("relay_capacity", ANNOUNCEMENT["capacity"])
    yield one(rule, "class-lower-case", "relay_capacity", put(capacity, "bandwidth_class", encode("medium")), "unknown-enum-value")
    yield one(rule, "class-unknown", "relay_capacity", put(capacity, "bandwidth_class", encode("Huge")), "unknown-enum-value")
    bad = encode({**to_wire("peer_address", FIRST), "transport": "udp"})
    yield one(rule, "one-bad-address-spoils-the-list", "pex_offer", [(encode("peers"), head(4, 2) + build(ADDRESS) + bad)], "unknown-enum-value")
    rule, stated = "tag", {"expected": {"fields": {"max_peers": 64}}, **MAY}
    yield one(rule, "tag-on-integer", "pex_request", put(PEX, "max_peers", b"\xc1\x18\x40"), **stated)
    yield one(rule, "tag-on-record", "pex_request", b"\xd9\xd9\xf7" + build(PEX), **stated)
    yield one(rule, "tag-on-octets", "get_manifest", put(MANIFEST, "manifest_id", b"\xd8\x40" + ID_BYTES), expected={"fields": {"manifest_id": A1}}, **MAY)
    yield one(rule, "tag-on-text", "item", put(ITEM, "name", b"\xc0" + encode("a")), **MAY)
    yield one(rule, "tag-inside-unknown", "pex_request", add(PEX, X, b"\x81\xc1\x01"), **stated)
    yield one(rule, "tag-without-value", "pex_request", b"\xc1", "truncated")
    rule = "undefined-for-optional"
    yield one(rule, "undefined-hint", "peer_address", put(ADDRESS, "pubkey_hint", UNDEFINED), expected={"fields": FIRST}, **MAY)
    yield one(rule, "undefined-relay-via", "peer_address", add(ADDRESS, encode("relay_via"), UNDEFINED), expected={"fields": FIRST}, **MAY)
    yield one(rule, "undefined-mandatory", "pex_request", put(PEX, "max_peers", UNDEFINED), "wrong-type")
    rule = "simple-value"
    for name, octets in (("0", b"\xe0"), ("19", b"\xf3"), ("24-in-two-bytes", b"\xf8\x18"), ("255", b"\xf8\xff"), ("true-in-two-bytes", b"\xf8\x15")):
        yield one(rule, "simple-%s-unknown-field" % name, "pex_request", add(PEX, X, octets), "simple-value",
                  level="should" if "two-bytes" in name else "must")  # fmt: skip
    yield one(rule, "simple-in-nested-unknown", "pex_request", add(PEX, X, b"\x81\xa1\x01\xe5"), "simple-value")
    yield one(rule, "simple-for-optional", "peer_address", put(ADDRESS, "pubkey_hint", b"\xe0"), "simple-value")
    rule = "record-as-array"
    yield one(rule, "as-array", "pex_request", encode([64]), "wrong-type")
    yield one(rule, "as-array", "peer_address", b"\x84" + b"".join(v for _, v in ADDRESS), "wrong-type")
    yield one(rule, "nested-as-array", "pex_offer", [(encode("peers"), b"\x81\x84" + b"".join(v for _, v in ADDRESS))], "wrong-type")
    rule = "byte-string-key"
    yield one(rule, "key-as-bytes", "pex_request", [(encode(b"max_peers"), encode(64))], expected={"fields": {"max_peers": 64}}, **MAY)
    yield one(rule, "key-in-both-forms", "pex_request", add(PEX, encode(b"max_peers"), encode(64)), "duplicate-key")
    rule = "trailing-bytes"
    yield one(rule, "trailing-zero", "pex_request", build(PEX) + b"\0", "trailing-bytes", **SHOULD)
    yield one(rule, "trailing-item", "pex_request", build(PEX) * 2, "trailing-bytes", **SHOULD)
    yield one(rule, "trailing-break", "peer_address", build(ADDRESS) + BREAK, "trailing-bytes", **SHOULD)
    rule = "nesting"
    yield one(rule, "sixteen-arrays", "pex_request", add(PEX, X, b"\x81" * 15 + b"\x80"), expected={"fields": {"max_peers": 64}})
    yield one(rule, "three-hundred-arrays", "pex_request", add(PEX, X, b"\x81" * 299 + b"\x80"), "too-deep")
    yield one(rule, "three-hundred-maps", "pex_request", add(PEX, X, b"\xa1\x61a" * 299 + b"\xa0"), "too-deep")
    yield one(rule, "three-hundred-tags", "pex_request", add(PEX, X, b"\xc1" * 300 + b"\0"), "too-deep")
    yield one(rule, "three-hundred-indefinite", "pex_request", add(PEX, X, b"\x9f" * 300 + BREAK * 300), "too-deep")
    yield one(rule, "endless-arrays", "pex_request", b"\x81" * 5000, "too-deep")
    yield one(rule, "relay-twice", "peer_address", build(pairs("peer_address", address("0a000001", via=(RELAYED, 1)))))
    deep = build(ADDRESS)
    for _ in range(200):
        route = b"\xa2" + encode("relay_addr") + deep + encode("slot_id") + encode(1)
        deep = build(add(ADDRESS, encode("relay_via"), route))
    yield one(rule, "relay-two-hundred-times", "peer_address", deep, "too-deep")


def defaults():
    """Keys that may be missing because section 9 or 14 gives them a default."""
    rule, share = "default", pairs("manifest", SHARE)
    without = drop(drop(share, "visibility"), "communities")
    yield one(rule, "visibility-and-communities", "manifest", without, expected={"fields": {**SHARE, "visibility": "private", "communities": []}})
    bare = drop(drop(ITEM, "chunk_count"), "chunk_list_hash")
    yield one(rule, "chunk-count-and-list-hash", "item", bare, expected={"fields": {**ITEM_1, "chunk_count": 0, "chunk_list_hash": "00" * 32}})
    yield one(rule, "empty-map", "relay_register", [], expected={"fields": {"relay_slot_id": None, "tunnel": False}})
    yield one(rule, "kind", "relay_stream", drop(STREAM, "kind"), expected={"fields": {"relay_slot_id": 7, "stream_id": 0, "kind": "control", "payload": "0102"}})
    yield one(rule, "lan-version-1", "lan_packet", drop(put(LAN, "version", encode(1)), "capabilities"),
              expected={"fields": {"version": 1, "instance_id": "07" * 16, "tcp_port": 7001, "capabilities": None}})  # fmt: skip


# ---------------------------------------------------------------- integer-keyed records


def integer_keyed():
    rule, stored = "any-key-order", {"expected": {"fields": {"key": A1, "value": "010203", "ttl_secs": 86_400}}}
    yield one(rule, "keys-reversed", "store", STORE[::-1], **stored)
    yield one(rule, "keys-reversed", "chunk_data", CHUNK[::-1])
    for name, key in (("text", encode("x")), ("integer", encode(9)), ("large-integer", encode(MAX_U64)), ("name-of-a-field", encode("key"))):
        rule = "unknown-integer-key" if "integer" in name else "unknown-text-key"
        yield one(rule, "unknown-key-" + name, "store", add(STORE, key, encode([1, {"a": None}])), **stored)
    yield one("unknown-integer-key", "unknown-key-first", "find_node", [(encode(1), NULL), *FIND_NODE])
    rule = "duplicate-known-key"
    yield one(rule, "duplicate-key", "find_node", FIND_NODE + FIND_NODE, "duplicate-key", **SHOULD)
    yield one(rule, "duplicate-key-other-value", "get_chunk", add(GET_CHUNK, encode(1), encode(4)), "duplicate-key", **SHOULD)
    yield one(rule, "duplicate-key-non-minimal", "get_chunk", add(GET_CHUNK, b"\x18\x01", encode(4)), "duplicate-key", **SHOULD)
    rule = "missing-optional-key"
    yield one(rule, "missing-value", "find_value_result", RESULT[1:], expected={"fields": {"value": None, "closer_peers": []}})
    rule = "missing-mandatory-key"
    yield one(rule, "without-peers", "find_value_result", RESULT[:1], "missing-key")
    for target, entries in (("find_node", FIND_NODE), ("find_value", FIND_VALUE), ("store", STORE), ("get_chunk", GET_CHUNK),
                            ("chunk_data", CHUNK), ("chunk_hash_list", HASHES)):  # fmt: skip
        for number in range(len(entries)):
            yield one(rule, "without-key-%d" % number, target, drop(entries, number), "missing-key")
    yield one(rule, "text-key-in-place-of-0", "find_node", [(encode("0"), FIND_NODE[0][1])], "missing-key")
    yield one(rule, "text-keyed-form", "find_node", [(encode("target_node_id"), FIND_NODE[0][1])], "missing-key")
    rule = "fixed-octets-as-ints"
    yield one(rule, "ints-20", "find_node", put(FIND_NODE, 0, encode(Ints(b"\xaa" * 20))), "wrong-type")
    yield one(rule, "ints-32", "find_value", put(FIND_VALUE, 0, ID_INTS), "wrong-type")
    yield one(rule, "ints-32", "get_chunk", put(GET_CHUNK, 0, ID_INTS), "wrong-type")
    for target, entries, sizes in (("find_node", FIND_NODE, (19, 21, 0, 32)), ("find_value", FIND_VALUE, (31, 33, 20)),
                                   ("get_chunk", GET_CHUNK, (31, 33))):  # fmt: skip
        for size in sizes:
            longer = size > {"find_node": 20}.get(target, 32)
            yield one("fixed-octets-%s-bytes" % ("longer" if longer else "shorter"), "bytes-%d" % size, target,
                      put(entries, 0, encode(b"\xaa" * size)), "wrong-length")  # fmt: skip
    yield one("fixed-octets-as-text", "text-20", "find_node", put(FIND_NODE, 0, encode("a" * 20)), "wrong-type")
    rule = "marked-bytes-as-ints"
    yield one(rule, "value-as-ints", "store", put(STORE, 1, encode([1, 2, 3])), "wrong-type")
    yield one(rule, "data-as-ints", "chunk_data", put(CHUNK, 2, encode([0xDE, 0xAD])), "wrong-type")
    yield one("marked-bytes-as-text", "value-as-text", "store", put(STORE, 1, encode("abc")), "wrong-type")
    yield one("non-minimal-integer", "index-in-8-bytes", "get_chunk", put(GET_CHUNK, 1, b"\x1b" + bytes(7) + b"\3"), expected={"fields": {"content_id": A1, "chunk_index": 3}}, **MAY)
    yield one("non-minimal-integer", "key-in-2-bytes", "find_node", [(b"\x18\x00", FIND_NODE[0][1])], **MAY)
    yield one("float-for-integer", "index-float", "get_chunk", put(GET_CHUNK, 1, bytes.fromhex("f94200")), "wrong-type")
    rule = "integer-out-of-range"
    yield one(rule, "index-2-pow-32", "get_chunk", put(GET_CHUNK, 1, encode(1 << 32)), "out-of-range")
    yield one(rule, "index-largest", "get_chunk", put(GET_CHUNK, 1, encode((1 << 32) - 1)))
    yield one(rule, "negative-ttl", "store", put(STORE, 2, b"\x3b\x7f" + b"\xff" * 7), "out-of-range",
              note="How the reference's encoder writes lifetimes of 2^63 and more (8.5, Q-33).")  # fmt: skip
    rule = "indefinite-length"
    yield one(rule, "indefinite-map", "store", indefinite(STORE), **stored, **MAY)
    yield one(rule, "indefinite-bytes", "store", put(STORE, 1, b"\x5f\x41\x01\x42\x02\x03" + BREAK), **stored, **MAY)
    yield one(rule, "indefinite-list", "chunk_hash_list", put(HASHES, 1, b"\x9f" + encode(Ints(b"\xb2" * 32)) + BREAK), **MAY)
    nested = b"\xa4" + encode("ip") + b"\xbf" + encode("V4") + encode(Ints(bytes(4))) + BREAK + b"".join(k + v for k, v in ADDRESS[1:])
    yield one("indefinite-enum-map", "indefinite-ip", "find_node_result", [(encode(0), head(4, 1) + nested)], "indefinite-enum")
    yield one("tag", "tag-on-byte-string", "find_value", put(FIND_VALUE, 0, b"\xd8\x40" + ID_BYTES), "wrong-type")
    yield one("tag", "tag-on-data", "chunk_data", put(CHUNK, 2, b"\xd8\x40" + encode(b"\1")), "wrong-type")
    yield one("simple-value", "simple-unknown-field", "find_node", add(FIND_NODE, encode(7), b"\xe0"), "simple-value")
    yield one("record-as-array", "as-array", "find_node", encode([b"\xaa" * 20]), "wrong-type")
    yield one("record-as-array", "as-array", "get_chunk", encode([b"\xaa" * 32, 3]), "wrong-type")
    yield one("trailing-bytes", "trailing-zero", "find_value", build(FIND_VALUE) + b"\0", "trailing-bytes", **SHOULD)
    yield one("nesting", "three-hundred-arrays", "find_node", add(FIND_NODE, encode(7), b"\x81" * 299 + b"\x80"), "too-deep")
    rule = "nested-hashes"
    yield one(rule, "hash-as-bytes", "chunk_hash_list", put(HASHES, 1, encode([b"\xb2" * 32])), expected={"fields": {"content_id": A1, "chunk_hashes": [B2]}})
    yield one(rule, "hashes-mixed", "chunk_hash_list", put(HASHES, 1, encode([b"\xb2" * 32, Ints(b"\xb2" * 32)])), expected={"fields": {"content_id": A1, "chunk_hashes": [B2, B2]}})
    yield one(rule, "hash-of-31", "chunk_hash_list", put(HASHES, 1, encode([b"\xb2" * 31])), "wrong-length")
    yield one(rule, "hash-of-33-ints", "chunk_hash_list", put(HASHES, 1, encode([Ints(b"\xb2" * 33)])), "wrong-length")
    yield one(rule, "hashes-as-one-string", "chunk_hash_list", put(HASHES, 1, encode(b"\xb2" * 32)), "wrong-type")
    size = 262_144
    before = build(put(CHUNK, 2, head(2, size)))
    yield verdict("decoding/chunk-data/largest-chunk", "decoding", "12.2", {
        "target": "chunk_data", "bytes": filled(before, "5a", size)}, rule="largest-chunk")  # fmt: skip
    rule = "nested-store"
    value = build(STORE)
    yield one(rule, "value", "find_value_result", put(RESULT, 0, value), expected={"fields": {"value": stored["expected"]["fields"], "closer_peers": []}})
    yield one(rule, "value-as-bytes", "find_value_result", put(RESULT, 0, encode(value)), "wrong-type")
    yield one(rule, "value-without-ttl", "find_value_result", put(RESULT, 0, build(STORE[:2])), "missing-key")
    yield one(rule, "integer-key-in-nested-address", "find_value_result",
              put(RESULT, 1, head(4, 1) + build(add(ADDRESS, encode(0), NULL))), "unknown-integer-key")  # fmt: skip


# ---------------------------------------------------------------- not CBOR at all


def broken():
    rule = "well-formedness"
    whole = build(PEX)
    for cut in (1, 5, 10, len(whole) - 1):
        yield one(rule, "cut-after-%d" % cut, "pex_request", whole[:cut], "truncated")
    for name, octets, reason in (
        ("empty", b"", "truncated"), ("break", BREAK, "reserved-encoding"), ("null", NULL, "wrong-type"),
        ("integer", encode(1), "wrong-type"), ("text", encode("max_peers"), "wrong-type"),
        ("reserved-28", b"\xbc", "reserved-encoding"), ("reserved-30", b"\xa1\x69max_peers\x1e", "reserved-encoding"),
        ("indefinite-integer", b"\xa1\x69max_peers\x1f", "reserved-encoding"),
        ("huge-map", b"\xbb" + b"\xff" * 8, "truncated"), ("huge-list", b"\xa1\x65peers\x9b\x7f" + b"\xff" * 7, "truncated"),
        ("huge-text-key", b"\xa1\x7b" + b"\xff" * 8 + b"max_peers", "truncated"),
        ("list-of-4-billion", b"\xa1\x61x\x9a\xff\xff\xff\xff", "truncated"),
        ("odd-indefinite-map", b"\xbf\x69max_peers" + BREAK, "reserved-encoding"),
        ("unfinished-indefinite-map", b"\xbf\x69max_peers\x18\x40", "truncated"),
        ("unfinished-indefinite-text", b"\xa1\x7f\x69max_peers", "truncated"),
        ("bytes-chunk-in-text", b"\xa1\x7f\x43max\x66_peers\xff\x18\x40", "reserved-encoding"),
        ("indefinite-chunk-in-text", b"\xa1\x7f\x7f\x69max_peers\xff\xff\x18\x40", "reserved-encoding"),
    ):  # fmt: skip
        yield one(rule, name, "pex_request", octets, reason)
    yield one(rule, "huge-byte-string", "relay_stream", put(STREAM, "payload", b"\x5b\x7f" + b"\xff" * 7), "truncated",
              note="A declared length must not be allocated before the bytes are there.")  # fmt: skip
    rule = "utf-8"
    for name, octets in (("lone-continuation", b"\x61\x80"), ("overlong", b"\x62\xc0\xaf"), ("surrogate", b"\x63\xed\xa0\x80"),
                         ("above-10ffff", b"\x64\xf4\x90\x80\x80"), ("cut-character", b"\x62\xe2\x82")):  # fmt: skip
        yield one(rule, name, "item", put(ITEM, "name", octets), "bad-utf8")
    yield one(rule, "bad-key", "pex_request", add(PEX, b"\x61\xff", NULL), "bad-utf8")
    yield one(rule, "nul-and-noncharacters", "item", put(ITEM, "name", encode("\0\uffff\U0010ffff")))
