"""What a strict decoder accepts and refuses, by the table of section 2.4: numbers, lengths, enums, tags, broken input.

The verdicts are written by hand.
"""

from cases_signed import ANNOUNCEMENT, ITEM_1
from common import A1, FIRST, MAX_U64, RELAYED, address
from malformed import (
    ADDRESS,
    BREAK,
    ID_BYTES,
    ID_INTS,
    ITEM,
    LAN,
    MANIFEST,
    MAY,
    NULL,
    PEX,
    SHARE,
    SHOULD,
    STATUS,
    STREAM,
    TRUE,
    UNDEFINED,
    X,
    add,
    build,
    drop,
    indefinite,
    one,
    pairs,
    put,
)

from scp2p.cbor import Ints, encode, head
from scp2p.records import to_wire


def cases():
    return [*integers(), *forms(), *defaults(), *broken()]


# ---------------------------------------------------------------- integers


def integers():
    rule, stated = "non-minimal-integer", {"expected": {"fields": {"max_peers": 64}}, **MAY}
    for name, octets in (
        ("2-bytes", "190040"),
        ("4-bytes", "1a00000040"),
        ("8-bytes", "1b0000000000000040"),
    ):
        yield one(
            rule,
            "in-" + name,
            "pex_request",
            put(PEX, "max_peers", bytes.fromhex(octets)),
            **stated,
        )
    yield one(
        rule,
        "small-in-1-byte",
        "pex_request",
        put(PEX, "max_peers", b"\x18\x05"),
        expected={"fields": {"max_peers": 5}},
        **MAY,
    )
    yield one(rule, "octets-non-minimal", "get_manifest", put(MANIFEST, "manifest_id", head(4, 32) + b"\x18\x05" * 32),
              expected={"fields": {"manifest_id": "05" * 32}}, **MAY)  # fmt: skip
    yield one(rule, "long-map-head", "pex_request", b"\xb8\x01" + build(PEX)[1:], **stated)
    yield one(rule, "long-key-head", "pex_request", b"\xa1\x78\x09max_peers\x18\x40", **stated)
    yield one(rule, "long-list-head", "pex_offer", [(encode("peers"), b"\x9b" + bytes(8))], **MAY)
    rule = "float-for-integer"
    for name, octets in (
        ("half", "f95400"),
        ("single", "fa42800000"),
        ("double", "fb4050000000000000"),
    ):
        yield one(
            rule, name, "pex_request", put(PEX, "max_peers", bytes.fromhex(octets)), "wrong-type"
        )
    rule = "integer-out-of-range"
    yield one(rule, "u8-256", "pex_request", put(PEX, "max_peers", encode(256)), "out-of-range")
    yield one(rule, "u8-negative", "pex_request", put(PEX, "max_peers", b"\x20"), "out-of-range")
    yield one(
        rule,
        "u8-255",
        "pex_request",
        put(PEX, "max_peers", encode(255)),
        expected={"fields": {"max_peers": 255}},
    )
    yield one(
        rule, "u16-65536", "peer_address", put(ADDRESS, "port", encode(65_536)), "out-of-range"
    )
    yield one(
        rule,
        "u32-2-pow-32",
        "relay_stream",
        put(STREAM, "stream_id", encode(1 << 32)),
        "out-of-range",
    )
    yield one(rule, "u32-largest", "relay_stream", put(STREAM, "stream_id", encode((1 << 32) - 1)))
    for name, value in (("2-pow-63", 1 << 63), ("largest", MAX_U64)):
        yield one(
            rule,
            "u64-" + name,
            "relay_connect",
            [(encode("relay_slot_id"), encode(value))],
            expected={"fields": {"relay_slot_id": value}},
        )
    yield one(
        rule, "u64-negative", "relay_connect", [(encode("relay_slot_id"), b"\x20")], "out-of-range"
    )
    yield one(
        rule,
        "u64-most-negative",
        "relay_connect",
        [(encode("relay_slot_id"), b"\x3b" + b"\xff" * 8)],
        "out-of-range",
    )
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
    yield one(
        wrong,
        "record-as-text",
        "pex_offer",
        [(encode("peers"), encode(["192.0.2.10:7001"]))],
        wrong,
    )


# ---------------------------------------------------------------- lengths, enums, tags, simple values


def forms():
    rule, stated = "indefinite-length", {"expected": {"fields": {"max_peers": 64}}, **MAY}
    yield one(rule, "indefinite-map", "pex_request", indefinite(PEX), **stated)
    yield one(
        rule,
        "indefinite-key",
        "pex_request",
        [(b"\x7f\x63max\x66_peers" + BREAK, encode(64))],
        **stated,
    )
    yield one(rule, "indefinite-array", "get_manifest", put(MANIFEST, "manifest_id", b"\x9f" + ID_INTS[2:] + BREAK),
              expected={"fields": {"manifest_id": A1}}, **MAY)  # fmt: skip
    yield one(
        rule,
        "indefinite-bytes",
        "relay_stream",
        put(STREAM, "payload", b"\x5f\x41\x01\x40\x41\x02" + BREAK),
        **MAY,
    )
    yield one(rule, "indefinite-text", "item", put(ITEM, "name", b"\x7f\x61a\x61b" + BREAK), **MAY)
    yield one(rule, "indefinite-list", "pex_offer", [(encode("peers"), b"\x9f" + build(ADDRESS) + BREAK)],
              expected={"fields": {"peers": [FIRST]}}, **MAY)  # fmt: skip
    yield one(
        rule,
        "indefinite-unknown-value",
        "pex_request",
        add(PEX, X, b"\x9f\x01\xbf\x61a\x7f" + BREAK * 3),
        **stated,
    )
    yield one(rule, "indefinite-bytes-32", "get_manifest",
              put(MANIFEST, "manifest_id", b"\x5f\x50" + b"\xa1" * 16 + b"\x50" + b"\xa1" * 16 + BREAK),
              expected={"fields": {"manifest_id": A1}}, **MAY)  # fmt: skip
    rule, value = "indefinite-enum-map", encode("V4") + encode(Ints(bytes.fromhex("c000020a")))
    yield one(
        rule,
        "indefinite-ip",
        "peer_address",
        put(ADDRESS, "ip", b"\xbf" + value + BREAK),
        "indefinite-enum",
    )
    rule = "enum-with-one-value"
    two = b"\xa2" + value + encode("V6") + encode(Ints(bytes(16)))
    yield one(rule, "ip-two-entries", "peer_address", put(ADDRESS, "ip", two), "wrong-type")
    yield one(rule, "ip-no-entry", "peer_address", put(ADDRESS, "ip", b"\xa0"), "wrong-type")
    yield one(
        rule,
        "ip-unknown-variant",
        "peer_address",
        put(ADDRESS, "ip", encode({"V5": Ints(bytes(4))})),
        "unknown-enum-value",
    )
    yield one(
        rule,
        "ip-lower-case",
        "peer_address",
        put(ADDRESS, "ip", encode({"v4": Ints(bytes(4))})),
        "unknown-enum-value",
    )
    yield one(
        rule, "ip-as-text", "peer_address", put(ADDRESS, "ip", encode("192.0.2.10")), "wrong-type"
    )
    yield one(
        rule,
        "ip-as-octets",
        "peer_address",
        put(ADDRESS, "ip", encode(Ints(bytes(4)))),
        "wrong-type",
    )
    yield one(
        rule, "ip-as-number", "peer_address", put(ADDRESS, "ip", encode(0xC000020A)), "wrong-type"
    )
    rule = "enum-spelling"
    for text in ("TCP", "Tcp", "udp", "", "tcp "):
        yield one(
            rule,
            "transport-%s" % (text.replace(" ", "-space") or "empty"),
            "peer_address",
            put(ADDRESS, "transport", encode(text)),
            "unknown-enum-value",
        )
    yield one(
        rule,
        "transport-integer",
        "peer_address",
        put(ADDRESS, "transport", encode(0)),
        "wrong-type",
    )
    yield one(
        rule,
        "kind-capitalised",
        "relay_stream",
        put(STREAM, "kind", encode("Content")),
        "unknown-enum-value",
    )
    yield one(
        rule,
        "visibility-capitalised",
        "manifest",
        put(pairs("manifest", SHARE), "visibility", encode("Public")),
        "unknown-enum-value",
    )
    capacity = pairs("relay_capacity", ANNOUNCEMENT["capacity"])
    yield one(
        rule,
        "class-lower-case",
        "relay_capacity",
        put(capacity, "bandwidth_class", encode("medium")),
        "unknown-enum-value",
    )
    yield one(
        rule,
        "class-unknown",
        "relay_capacity",
        put(capacity, "bandwidth_class", encode("Huge")),
        "unknown-enum-value",
    )
    bad = encode({**to_wire("peer_address", FIRST), "transport": "udp"})
    yield one(
        rule,
        "one-bad-address-spoils-the-list",
        "pex_offer",
        [(encode("peers"), head(4, 2) + build(ADDRESS) + bad)],
        "unknown-enum-value",
    )
    rule, stated = "tag", {"expected": {"fields": {"max_peers": 64}}, **MAY}
    yield one(
        rule, "tag-on-integer", "pex_request", put(PEX, "max_peers", b"\xc1\x18\x40"), **stated
    )
    yield one(rule, "tag-on-record", "pex_request", b"\xd9\xd9\xf7" + build(PEX), **stated)
    yield one(
        rule,
        "tag-on-octets",
        "get_manifest",
        put(MANIFEST, "manifest_id", b"\xd8\x40" + ID_BYTES),
        expected={"fields": {"manifest_id": A1}},
        **MAY,
    )
    yield one(rule, "tag-on-text", "item", put(ITEM, "name", b"\xc0" + encode("a")), **MAY)
    yield one(rule, "tag-inside-unknown", "pex_request", add(PEX, X, b"\x81\xc1\x01"), **stated)
    yield one(rule, "tag-without-value", "pex_request", b"\xc1", "truncated")
    rule = "undefined-for-optional"
    yield one(
        rule,
        "undefined-hint",
        "peer_address",
        put(ADDRESS, "pubkey_hint", UNDEFINED),
        expected={"fields": FIRST},
        **MAY,
    )
    yield one(
        rule,
        "undefined-relay-via",
        "peer_address",
        add(ADDRESS, encode("relay_via"), UNDEFINED),
        expected={"fields": FIRST},
        **MAY,
    )
    yield one(
        rule, "undefined-mandatory", "pex_request", put(PEX, "max_peers", UNDEFINED), "wrong-type"
    )
    rule = "simple-value"
    for name, octets in (
        ("0", b"\xe0"),
        ("19", b"\xf3"),
        ("24-in-two-bytes", b"\xf8\x18"),
        ("255", b"\xf8\xff"),
        ("true-in-two-bytes", b"\xf8\x15"),
    ):
        yield one(rule, "simple-%s-unknown-field" % name, "pex_request", add(PEX, X, octets), "simple-value",
                  level="should" if "two-bytes" in name else "must")  # fmt: skip
    yield one(
        rule,
        "simple-in-nested-unknown",
        "pex_request",
        add(PEX, X, b"\x81\xa1\x01\xe5"),
        "simple-value",
    )
    yield one(
        rule,
        "simple-for-optional",
        "peer_address",
        put(ADDRESS, "pubkey_hint", b"\xe0"),
        "simple-value",
    )
    rule = "record-as-array"
    yield one(rule, "as-array", "pex_request", encode([64]), "wrong-type")
    yield one(
        rule, "as-array", "peer_address", b"\x84" + b"".join(v for _, v in ADDRESS), "wrong-type"
    )
    yield one(
        rule,
        "nested-as-array",
        "pex_offer",
        [(encode("peers"), b"\x81\x84" + b"".join(v for _, v in ADDRESS))],
        "wrong-type",
    )
    rule = "byte-string-key"
    yield one(
        rule,
        "key-as-bytes",
        "pex_request",
        [(encode(b"max_peers"), encode(64))],
        expected={"fields": {"max_peers": 64}},
        **MAY,
    )
    yield one(
        rule,
        "key-in-both-forms",
        "pex_request",
        add(PEX, encode(b"max_peers"), encode(64)),
        "duplicate-key",
    )
    rule = "trailing-bytes"
    yield one(rule, "trailing-zero", "pex_request", build(PEX) + b"\0", "trailing-bytes", **SHOULD)
    yield one(rule, "trailing-item", "pex_request", build(PEX) * 2, "trailing-bytes", **SHOULD)
    yield one(
        rule, "trailing-break", "peer_address", build(ADDRESS) + BREAK, "trailing-bytes", **SHOULD
    )
    rule = "nesting"
    yield one(
        rule,
        "sixteen-arrays",
        "pex_request",
        add(PEX, X, b"\x81" * 15 + b"\x80"),
        expected={"fields": {"max_peers": 64}},
    )
    yield one(
        rule,
        "three-hundred-arrays",
        "pex_request",
        add(PEX, X, b"\x81" * 299 + b"\x80"),
        "too-deep",
    )
    yield one(
        rule,
        "three-hundred-maps",
        "pex_request",
        add(PEX, X, b"\xa1\x61a" * 299 + b"\xa0"),
        "too-deep",
    )
    yield one(
        rule, "three-hundred-tags", "pex_request", add(PEX, X, b"\xc1" * 300 + b"\0"), "too-deep"
    )
    yield one(
        rule,
        "three-hundred-indefinite",
        "pex_request",
        add(PEX, X, b"\x9f" * 300 + BREAK * 300),
        "too-deep",
    )
    yield one(rule, "endless-arrays", "pex_request", b"\x81" * 5000, "too-deep")
    yield one(
        rule,
        "relay-twice",
        "peer_address",
        build(pairs("peer_address", address("0a000001", via=(RELAYED, 1)))),
    )
    deep = build(ADDRESS)
    for _ in range(200):
        route = b"\xa2" + encode("relay_addr") + deep + encode("slot_id") + encode(1)
        deep = build(add(ADDRESS, encode("relay_via"), route))
    yield one(rule, "relay-two-hundred-times", "peer_address", deep, "too-deep")


def defaults():
    """Keys that may be missing because section 9 or 14 gives them a default."""
    rule, share = "default", pairs("manifest", SHARE)
    without = drop(drop(share, "visibility"), "communities")
    yield one(
        rule,
        "visibility-and-communities",
        "manifest",
        without,
        expected={"fields": {**SHARE, "visibility": "private", "communities": []}},
    )
    bare = drop(drop(ITEM, "chunk_count"), "chunk_list_hash")
    yield one(
        rule,
        "chunk-count-and-list-hash",
        "item",
        bare,
        expected={"fields": {**ITEM_1, "chunk_count": 0, "chunk_list_hash": "00" * 32}},
    )
    yield one(
        rule,
        "empty-map",
        "relay_register",
        [],
        expected={"fields": {"relay_slot_id": None, "tunnel": False}},
    )
    yield one(
        rule,
        "kind",
        "relay_stream",
        drop(STREAM, "kind"),
        expected={
            "fields": {"relay_slot_id": 7, "stream_id": 0, "kind": "control", "payload": "0102"}
        },
    )
    yield one(rule, "lan-version-1", "lan_packet", drop(put(LAN, "version", encode(1)), "capabilities"),
              expected={"fields": {"version": 1, "instance_id": "07" * 16, "tcp_port": 7001, "capabilities": None}})  # fmt: skip


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
    yield one(
        rule, "nul-and-noncharacters", "item", put(ITEM, "name", encode("\0\uffff\U0010ffff"))
    )
