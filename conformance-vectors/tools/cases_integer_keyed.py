"""What a strict decoder accepts and refuses, by the table of section 2.4: integer-keyed records.

The verdicts are written by hand.
"""

from common import A1, B2, MAX_U64, verdict
from malformed import (
    ADDRESS,
    BREAK,
    CHUNK,
    FIND_NODE,
    FIND_VALUE,
    GET_CHUNK,
    HASHES,
    ID_BYTES,
    ID_INTS,
    MAY,
    NULL,
    RESULT,
    SHOULD,
    STORE,
    add,
    build,
    drop,
    filled,
    indefinite,
    one,
    put,
)

from scp2p.cbor import Ints, encode, head


def cases():
    return integer_keyed()


def integer_keyed():
    rule, stored = (
        "any-key-order",
        {"expected": {"fields": {"key": A1, "value": "010203", "ttl_secs": 86_400}}},
    )
    yield one(rule, "keys-reversed", "store", STORE[::-1], **stored)
    yield one(rule, "keys-reversed", "chunk_data", CHUNK[::-1])
    for name, key in (
        ("text", encode("x")),
        ("integer", encode(9)),
        ("large-integer", encode(MAX_U64)),
        ("name-of-a-field", encode("key")),
    ):
        rule = "unknown-integer-key" if "integer" in name else "unknown-text-key"
        yield one(
            rule,
            "unknown-key-" + name,
            "store",
            add(STORE, key, encode([1, {"a": None}])),
            **stored,
        )
    yield one(
        "unknown-integer-key", "unknown-key-first", "find_node", [(encode(1), NULL), *FIND_NODE]
    )
    rule = "duplicate-known-key"
    yield one(rule, "duplicate-key", "find_node", FIND_NODE + FIND_NODE, "duplicate-key", **SHOULD)
    yield one(
        rule,
        "duplicate-key-other-value",
        "get_chunk",
        add(GET_CHUNK, encode(1), encode(4)),
        "duplicate-key",
        **SHOULD,
    )
    yield one(
        rule,
        "duplicate-key-non-minimal",
        "get_chunk",
        add(GET_CHUNK, b"\x18\x01", encode(4)),
        "duplicate-key",
        **SHOULD,
    )
    rule = "missing-optional-key"
    yield one(
        rule,
        "missing-value",
        "find_value_result",
        RESULT[1:],
        expected={"fields": {"value": None, "closer_peers": []}},
    )
    rule = "missing-mandatory-key"
    yield one(rule, "without-peers", "find_value_result", RESULT[:1], "missing-key")
    for target, entries in (("find_node", FIND_NODE), ("find_value", FIND_VALUE), ("store", STORE), ("get_chunk", GET_CHUNK),
                            ("chunk_data", CHUNK), ("chunk_hash_list", HASHES)):  # fmt: skip
        for number in range(len(entries)):
            yield one(rule, "without-key-%d" % number, target, drop(entries, number), "missing-key")
    yield one(
        rule, "text-key-in-place-of-0", "find_node", [(encode("0"), FIND_NODE[0][1])], "missing-key"
    )
    yield one(
        rule,
        "text-keyed-form",
        "find_node",
        [(encode("target_node_id"), FIND_NODE[0][1])],
        "missing-key",
    )
    rule = "fixed-octets-as-ints"
    yield one(
        rule, "ints-20", "find_node", put(FIND_NODE, 0, encode(Ints(b"\xaa" * 20))), "wrong-type"
    )
    yield one(rule, "ints-32", "find_value", put(FIND_VALUE, 0, ID_INTS), "wrong-type")
    yield one(rule, "ints-32", "get_chunk", put(GET_CHUNK, 0, ID_INTS), "wrong-type")
    for target, entries, sizes in (("find_node", FIND_NODE, (19, 21, 0, 32)), ("find_value", FIND_VALUE, (31, 33, 20)),
                                   ("get_chunk", GET_CHUNK, (31, 33))):  # fmt: skip
        for size in sizes:
            longer = size > {"find_node": 20}.get(target, 32)
            yield one("fixed-octets-%s-bytes" % ("longer" if longer else "shorter"), "bytes-%d" % size, target,
                      put(entries, 0, encode(b"\xaa" * size)), "wrong-length")  # fmt: skip
    yield one(
        "fixed-octets-as-text",
        "text-20",
        "find_node",
        put(FIND_NODE, 0, encode("a" * 20)),
        "wrong-type",
    )
    rule = "marked-bytes-as-ints"
    yield one(rule, "value-as-ints", "store", put(STORE, 1, encode([1, 2, 3])), "wrong-type")
    yield one(rule, "data-as-ints", "chunk_data", put(CHUNK, 2, encode([0xDE, 0xAD])), "wrong-type")
    yield one(
        "marked-bytes-as-text", "value-as-text", "store", put(STORE, 1, encode("abc")), "wrong-type"
    )
    yield one(
        "non-minimal-integer",
        "index-in-8-bytes",
        "get_chunk",
        put(GET_CHUNK, 1, b"\x1b" + bytes(7) + b"\3"),
        expected={"fields": {"content_id": A1, "chunk_index": 3}},
        **MAY,
    )
    yield one(
        "non-minimal-integer",
        "key-in-2-bytes",
        "find_node",
        [(b"\x18\x00", FIND_NODE[0][1])],
        **MAY,
    )
    yield one(
        "float-for-integer",
        "index-float",
        "get_chunk",
        put(GET_CHUNK, 1, bytes.fromhex("f94200")),
        "wrong-type",
    )
    rule = "integer-out-of-range"
    yield one(
        rule, "index-2-pow-32", "get_chunk", put(GET_CHUNK, 1, encode(1 << 32)), "out-of-range"
    )
    yield one(rule, "index-largest", "get_chunk", put(GET_CHUNK, 1, encode((1 << 32) - 1)))
    yield one(rule, "negative-ttl", "store", put(STORE, 2, b"\x3b\x7f" + b"\xff" * 7), "out-of-range",
              note="How the reference's encoder writes lifetimes of 2^63 and more (8.5, Q-33).")  # fmt: skip
    rule = "indefinite-length"
    yield one(rule, "indefinite-map", "store", indefinite(STORE), **stored, **MAY)
    yield one(
        rule,
        "indefinite-bytes",
        "store",
        put(STORE, 1, b"\x5f\x41\x01\x42\x02\x03" + BREAK),
        **stored,
        **MAY,
    )
    yield one(
        rule,
        "indefinite-list",
        "chunk_hash_list",
        put(HASHES, 1, b"\x9f" + encode(Ints(b"\xb2" * 32)) + BREAK),
        **MAY,
    )
    nested = (
        b"\xa4"
        + encode("ip")
        + b"\xbf"
        + encode("V4")
        + encode(Ints(bytes(4)))
        + BREAK
        + b"".join(k + v for k, v in ADDRESS[1:])
    )
    yield one(
        "indefinite-enum-map",
        "indefinite-ip",
        "find_node_result",
        [(encode(0), head(4, 1) + nested)],
        "indefinite-enum",
    )
    yield one(
        "tag",
        "tag-on-byte-string",
        "find_value",
        put(FIND_VALUE, 0, b"\xd8\x40" + ID_BYTES),
        "wrong-type",
    )
    yield one(
        "tag", "tag-on-data", "chunk_data", put(CHUNK, 2, b"\xd8\x40" + encode(b"\1")), "wrong-type"
    )
    yield one(
        "simple-value",
        "simple-unknown-field",
        "find_node",
        add(FIND_NODE, encode(7), b"\xe0"),
        "simple-value",
    )
    yield one("record-as-array", "as-array", "find_node", encode([b"\xaa" * 20]), "wrong-type")
    yield one("record-as-array", "as-array", "get_chunk", encode([b"\xaa" * 32, 3]), "wrong-type")
    yield one(
        "trailing-bytes",
        "trailing-zero",
        "find_value",
        build(FIND_VALUE) + b"\0",
        "trailing-bytes",
        **SHOULD,
    )
    yield one(
        "nesting",
        "three-hundred-arrays",
        "find_node",
        add(FIND_NODE, encode(7), b"\x81" * 299 + b"\x80"),
        "too-deep",
    )
    rule = "nested-hashes"
    yield one(
        rule,
        "hash-as-bytes",
        "chunk_hash_list",
        put(HASHES, 1, encode([b"\xb2" * 32])),
        expected={"fields": {"content_id": A1, "chunk_hashes": [B2]}},
    )
    yield one(
        rule,
        "hashes-mixed",
        "chunk_hash_list",
        put(HASHES, 1, encode([b"\xb2" * 32, Ints(b"\xb2" * 32)])),
        expected={"fields": {"content_id": A1, "chunk_hashes": [B2, B2]}},
    )
    yield one(
        rule,
        "hash-of-31",
        "chunk_hash_list",
        put(HASHES, 1, encode([b"\xb2" * 31])),
        "wrong-length",
    )
    yield one(
        rule,
        "hash-of-33-ints",
        "chunk_hash_list",
        put(HASHES, 1, encode([Ints(b"\xb2" * 33)])),
        "wrong-length",
    )
    yield one(
        rule,
        "hashes-as-one-string",
        "chunk_hash_list",
        put(HASHES, 1, encode(b"\xb2" * 32)),
        "wrong-type",
    )
    size = 262_144
    before = build(put(CHUNK, 2, head(2, size)))
    yield verdict("decoding/chunk-data/largest-chunk", "decoding", "12.2", {
        "target": "chunk_data", "bytes": filled(before, "5a", size)}, rule="largest-chunk")  # fmt: skip
    rule = "nested-store"
    value = build(STORE)
    yield one(
        rule,
        "value",
        "find_value_result",
        put(RESULT, 0, value),
        expected={"fields": {"value": stored["expected"]["fields"], "closer_peers": []}},
    )
    yield one(
        rule, "value-as-bytes", "find_value_result", put(RESULT, 0, encode(value)), "wrong-type"
    )
    yield one(
        rule,
        "value-without-ttl",
        "find_value_result",
        put(RESULT, 0, build(STORE[:2])),
        "missing-key",
    )
    yield one(rule, "integer-key-in-nested-address", "find_value_result",
              put(RESULT, 1, head(4, 1) + build(add(ADDRESS, encode(0), NULL))), "unknown-integer-key")  # fmt: skip
