"""What a strict decoder accepts and refuses, by the table of section 2.4: keys, presence, octets.

The verdicts are written by hand.
"""

import cases_integer_keyed
import cases_values
from cases_signed import ANNOUNCEMENT, HELLO_1, ITEM_1, TOKEN, sign
from common import A1, B2, C3, FIRST, MAX_U64, capabilities
from malformed import (
    ADDRESS,
    HEAD,
    HEAD_FIELDS,
    ID_BYTES,
    ID_INTS,
    ITEM,
    LAN,
    MANIFEST,
    NULL,
    PEX,
    SHARE,
    SHOULD,
    STATUS,
    STREAM,
    TRUE,
    X,
    add,
    drop,
    one,
    pairs,
    put,
)

from scp2p.cbor import Ints, encode, head
from scp2p.records import to_wire


def files():
    return (
        (
            "decoding-records.json",
            "kind decoding: input target (a record) and bytes; expected verdict and fields. Rows of "
            "section 2.4 for text-keyed and integer-keyed records.",
            [
                *text_keyed(),
                *octets(),
                *cases_values.cases(),
                *cases_integer_keyed.cases(),
            ],
        ),
    )


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
        yield one(
            rule,
            "unknown-key-" + name,
            "pex_request",
            add(PEX, X, octets),
            expected={"fields": {"max_peers": 64}},
        )
    yield one(
        rule, "unknown-key-float", "pex_request", add(PEX, X, bytes.fromhex("fb3ff8000000000000"))
    )
    yield one(rule, "unknown-key-integer-map", "pex_request", add(PEX, X, encode({1: 2})),
              note="Only keys of the record itself must not be integers.")  # fmt: skip
    yield one(
        rule,
        "unknown-key-first",
        "peer_address",
        [(X, encode([1])), *ADDRESS],
        expected={"fields": FIRST},
    )
    yield one(rule, "unknown-key-empty-text", "peer_address", add(ADDRESS, encode(""), NULL))
    yield one(
        rule,
        "unknown-key-near-miss",
        "pex_request",
        add(PEX, encode("Max_peers"), encode(1)),
        expected={"fields": {"max_peers": 64}},
    )
    yield one(
        rule,
        "hundred-unknown-keys",
        "pex_request",
        PEX + [(encode("k%d" % i), encode(i)) for i in range(100)],
    )
    nested = encode({**to_wire("peer_address", FIRST), "x": 1})
    yield one(
        rule,
        "unknown-key-in-nested",
        "pex_offer",
        [(encode("peers"), head(4, 1) + nested)],
        expected={"fields": {"peers": [FIRST]}},
    )
    sixth = encode({**capabilities(), "community_search_v2": True})
    yield one(rule, "sixth-capability", "lan_packet", put(LAN, "capabilities", sixth))
    rule = "unknown-integer-key"
    yield one(
        rule, "integer-key", "pex_request", add(PEX, encode(0), encode(1)), "unknown-integer-key"
    )
    yield one(
        rule,
        "integer-key-first",
        "peer_address",
        [(encode(24), NULL), *ADDRESS],
        "unknown-integer-key",
    )
    yield one(
        rule,
        "large-integer-key",
        "share_head",
        add(HEAD, encode(MAX_U64), NULL),
        "unknown-integer-key",
    )
    yield one(
        rule, "negative-integer-key", "pex_request", add(PEX, b"\x20", NULL), "unknown-integer-key"
    )
    nested = encode({**to_wire("peer_address", FIRST), 0: 1})
    yield one(
        rule,
        "integer-key-in-nested",
        "pex_offer",
        [(encode("peers"), head(4, 1) + nested)],
        "unknown-integer-key",
    )
    rule = "duplicate-known-key"
    yield one(rule, "duplicate-key", "pex_request", PEX + PEX, "duplicate-key")
    yield one(
        rule,
        "duplicate-key-other-value",
        "peer_address",
        add(ADDRESS, encode("port"), encode(1)),
        "duplicate-key",
    )
    yield one(
        rule,
        "duplicate-optional",
        "peer_address",
        add(ADDRESS, encode("pubkey_hint"), NULL),
        "duplicate-key",
    )
    rule = "missing-optional-key"
    yield one(
        rule,
        "missing-hint",
        "peer_address",
        drop(ADDRESS, "pubkey_hint"),
        expected={"fields": FIRST},
    )
    yield one(
        rule,
        "null-relay-via",
        "peer_address",
        add(ADDRESS, encode("relay_via"), NULL),
        expected={"fields": FIRST},
    )
    yield one(
        rule,
        "missing-echo",
        "hello",
        drop(pairs("hello", {**HELLO_1, "signature": "00" * 64}), "echoed_nonce"),
    )
    yield one(rule, "missing-proof", "community_status", drop(STATUS, "membership_proof"))
    yield one(rule, "null-name", "community_status", add(STATUS, encode("name"), NULL))
    yield one(
        rule,
        "missing-capabilities",
        "lan_packet",
        drop(LAN, "capabilities"),
        note="Version-1 packets lack them.",
    )
    share = pairs("manifest", SHARE)
    for key in ("expires_at", "title", "description"):
        yield one(
            rule,
            "missing-" + key.replace("_", "-"),
            "manifest",
            drop(share, key),
            expected={"fields": SHARE},
        )
    yield one(
        rule,
        "missing-signature",
        "manifest",
        drop(share, "signature"),
        expected={"fields": {**SHARE, "signature": None}},
    )
    yield one(rule, "missing-mime", "item", drop(ITEM, "mime"))
    yield one(
        rule, "null-path", "item", add(ITEM, encode("path"), NULL), expected={"fields": ITEM_1}
    )
    yield one(
        rule,
        "missing-slot",
        "relay_register",
        [(encode("tunnel"), TRUE)],
        expected={"fields": {"relay_slot_id": None, "tunnel": True}},
    )
    capacity = pairs("relay_capacity", ANNOUNCEMENT["capacity"])
    yield one(
        rule,
        "missing-max-bytes",
        "relay_capacity",
        drop(capacity, "max_bytes_per_tunnel"),
        expected={"fields": ANNOUNCEMENT["capacity"]},
    )
    rule = "missing-mandatory-key"
    token = pairs("membership_token", sign("membership_token", "00" * 32, TOKEN))
    for target, entries in (
        ("peer_address", ADDRESS),
        ("share_head", HEAD),
        ("membership_token", token),
    ):
        for key in [k for k in to_wire(target, {**_fields(target)}) if k != "pubkey_hint"]:
            yield one(
                rule, "without-" + key.replace("_", "-"), target, drop(entries, key), "missing-key"
            )
    yield one(rule, "without-tags", "item", drop(ITEM, "tags"), "missing-key")
    yield one(
        rule,
        "four-capabilities",
        "capabilities",
        pairs("capabilities", capabilities())[:4],
        "missing-key",
    )
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
    yield one(
        rule,
        "bytes-64",
        "share_head",
        put(HEAD, "sig", encode(bytes.fromhex(HEAD_FIELDS["sig"]))),
        expected={"fields": HEAD_FIELDS},
    )
    yield one(rule, "bytes-16", "lan_packet", put(LAN, "instance_id", encode(b"\7" * 16)))
    ip = encode({"V4": bytes.fromhex("c000020a")})
    yield one(rule, "bytes-4", "peer_address", put(ADDRESS, "ip", ip), level="should", expected={"fields": FIRST},
              note="Not an identifier, so only the table demands it.")  # fmt: skip
    yield one(
        rule,
        "hint-bytes-32",
        "peer_address",
        put(ADDRESS, "pubkey_hint", ID_BYTES),
        expected={"fields": {**FIRST, "pubkey_hint": A1}},
    )
    mixed = head(4, 3) + ID_INTS + ID_BYTES + ID_INTS
    yield one(rule, "mixed-list", "blocklist", [(encode("blocked_share_ids"), mixed), (encode("blocked_content_ids"), encode([]))],
              expected={"fields": {"blocked_share_ids": [A1] * 3, "blocked_content_ids": []}})  # fmt: skip
    for size, kind in ((33, "longer"), (64, "longer"), (31, "shorter"), (0, "shorter")):
        more = SHOULD if kind == "longer" else {}
        yield one("fixed-octets-%s-bytes" % kind, "bytes-%d" % size, "get_manifest",
                  put(MANIFEST, "manifest_id", encode(b"\xa1" * size)), "wrong-length", **more)  # fmt: skip
        yield one("fixed-octets-%s-ints" % kind, "ints-%d" % size, "get_manifest",
                  put(MANIFEST, "manifest_id", encode(Ints(b"\xa1" * size))), "wrong-length", **more)  # fmt: skip
    first_of_two = pairs(
        "get_community_status", {"community_share_id": A1, "community_share_pubkey": B2}
    )
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
    yield one(
        rule,
        "element-256",
        "get_manifest",
        put(MANIFEST, "manifest_id", ID_INTS[:-2] + encode(256)),
        "out-of-range",
    )
    yield one(
        rule,
        "element-negative",
        "get_manifest",
        put(MANIFEST, "manifest_id", ID_INTS[:-2] + b"\x20"),
        "out-of-range",
    )
    yield one(
        rule,
        "element-text",
        "get_manifest",
        put(MANIFEST, "manifest_id", ID_INTS[:-2] + encode("a")),
        "wrong-type",
    )
    yield one(
        rule,
        "element-null",
        "get_manifest",
        put(MANIFEST, "manifest_id", ID_INTS[:-2] + NULL),
        "wrong-type",
    )
    yield one(
        "fixed-octets-as-text",
        "text-32",
        "get_manifest",
        put(MANIFEST, "manifest_id", encode("a" * 32)),
        "wrong-type",
    )
    yield one(
        "fixed-octets-as-text",
        "hex-text",
        "get_manifest",
        put(MANIFEST, "manifest_id", encode(A1)),
        "wrong-type",
    )
    rule = "marked-bytes-as-ints"
    stated = {
        "expected": {
            "fields": {"relay_slot_id": 7, "stream_id": 0, "kind": "content", "payload": "0102"}
        }
    }
    yield one(
        rule,
        "payload-as-ints",
        "relay_stream",
        put(STREAM, "payload", encode([1, 2])),
        level="may",
        **stated,
    )
    signature = encode(Ints(bytes.fromhex(SHARE["signature"])))
    yield one(
        rule,
        "signature-as-ints",
        "manifest",
        put(pairs("manifest", SHARE), "signature", signature),
        expected={"fields": SHARE},
    )
    yield one(
        rule,
        "signature-of-63",
        "manifest",
        put(pairs("manifest", SHARE), "signature", encode(b"\1" * 63)),
        "wrong-length",
    )
    yield one(
        rule,
        "signature-of-65",
        "manifest",
        put(pairs("manifest", SHARE), "signature", encode(b"\1" * 65)),
        "wrong-length",
    )
    yield one(
        rule,
        "proof-as-ints",
        "community_status",
        put(STATUS, "membership_proof", encode([160])),
        level="may",
    )
    yield one(
        "marked-bytes-as-text",
        "payload-as-text",
        "relay_stream",
        put(STREAM, "payload", encode("ab")),
        "wrong-type",
    )
    yield one(
        "marked-bytes-as-text",
        "proof-as-text",
        "community_status",
        put(STATUS, "membership_proof", encode("")),
        "wrong-type",
    )
    rule = "unmarked-vector-as-byte-string"
    full = {"community_share_id": A1, "community_share_pubkey": B2, "max_entries": 64, "requester_node_pubkey": C3,
            "requester_membership_proof": "a018"}  # fmt: skip
    listing = pairs("list_community_public_shares", full)
    yield one(rule, "proof-as-bytes", "list_community_public_shares",
              put(listing, "requester_membership_proof", encode(b"\xa0\x18")), expected={"fields": full})  # fmt: skip
    yield one(rule, "proof-as-text", "list_community_public_shares",
              put(listing, "requester_membership_proof", encode("ab")), "wrong-type")  # fmt: skip
