"""Envelopes and frames: sections 2.1 and 2.2, judged by the rules of section 2.4."""

from cases_signed import HELLO_1, sign
from common import verdict
from malformed import NULL, SHOULD, X, add, build, drop, filled, indefinite, pairs, put

from scp2p.cbor import encode, head


def files():
    return (
        ("decoding-frames.json", "kind decoding, targets envelope, handshake_frame and "
         "envelope_frame: sections 2.1 and 2.2. Frames include the length prefix and may be "
         "incomplete.", [*envelopes(), *frames()]),
    )  # fmt: skip


def raw(rule, section, target, name, recipe, reason=None, **more):
    given = {"target": target, "bytes": recipe.hex() if isinstance(recipe, bytes) else recipe}
    identifier = "decoding/%s/%s" % (target.replace("_", "-"), name)
    if more.pop("incomplete", False):
        more["expected"] = {"verdict": "incomplete"}
    return verdict(identifier, "decoding", section, given, reason, rule=rule, **more)


ENVELOPE = pairs(
    "envelope", {"type": 101, "req_id": 1, "flags": 0, "payload": "a1696d61785f70656572731840"}
)


def envelopes():
    def env(rule, name, octets, reason=None, **more):
        body = build(octets) if isinstance(octets, list) else octets
        return raw(rule, "2.2", "envelope", name, body, reason, **more)

    yield env(
        "fields",
        "section-2-2",
        ENVELOPE,
        expected={
            "fields": {
                "type": 101,
                "req_id": 1,
                "flags": 0,
                "payload": "a1696d61785f70656572731840",
            }
        },
    )
    yield env(
        "fields",
        "largest-numbers",
        [
            (k, encode(v))
            for k, v in (
                (encode("type"), 65_535),
                (encode("req_id"), (1 << 32) - 1),
                (encode("flags"), 65_535),
                (encode("payload"), b""),
            )
        ],
    )
    yield env(
        "fields",
        "unused-flag-bits",
        put(ENVELOPE, "flags", encode(0xFFFC)),
        note="Other bits are ignored.",
    )
    yield env("any-key-order", "keys-reversed", ENVELOPE[::-1])
    yield env("unknown-text-key", "unknown-key", add(ENVELOPE, X, encode([None])))
    yield env(
        "unknown-integer-key", "integer-key", add(ENVELOPE, encode(0), NULL), "unknown-integer-key"
    )
    for key in ("type", "req_id", "flags", "payload"):
        yield env("missing-mandatory-key", "without-" + key, drop(ENVELOPE, key), "missing-key")
    yield env(
        "duplicate-known-key",
        "duplicate-payload",
        add(ENVELOPE, encode("payload"), encode(b"")),
        "duplicate-key",
    )
    yield env(
        "integer-out-of-range", "type-65536", put(ENVELOPE, "type", encode(65_536)), "out-of-range"
    )
    yield env(
        "integer-out-of-range",
        "req-id-2-pow-32",
        put(ENVELOPE, "req_id", encode(1 << 32)),
        "out-of-range",
    )
    yield env(
        "integer-out-of-range",
        "flags-65536",
        put(ENVELOPE, "flags", encode(65_536)),
        "out-of-range",
    )
    yield env(
        "integer-out-of-range", "req-id-negative", put(ENVELOPE, "req_id", b"\x20"), "out-of-range"
    )
    yield env(
        "marked-bytes-as-ints",
        "payload-as-ints",
        put(ENVELOPE, "payload", encode([1, 2])),
        level="may",
    )
    yield env(
        "marked-bytes-as-text",
        "payload-as-text",
        put(ENVELOPE, "payload", encode("ab")),
        "wrong-type",
    )
    yield env("wrong-type", "payload-null", put(ENVELOPE, "payload", NULL), "wrong-type")
    yield env("wrong-type", "type-as-text", put(ENVELOPE, "type", encode("101")), "wrong-type")
    yield env("record-as-array", "as-array", encode([101, 1, 0, b""]), "wrong-type")
    yield env(
        "trailing-bytes", "trailing-zero", build(ENVELOPE) + b"\0", "trailing-bytes", **SHOULD
    )
    yield env("well-formedness", "empty", b"", "truncated")
    yield env("well-formedness", "payload-cut", build(ENVELOPE)[:-1], "truncated")
    yield env("indefinite-length", "indefinite-map", indefinite(ENVELOPE), level="may")
    yield env(
        "payload-not-cbor",
        "payload-is-any-bytes",
        put(ENVELOPE, "payload", encode(b"\xff\xff")),
        note="The payload is decoded later.",
    )
    for name, size, reason in (
        ("payload-1-mib", 1 << 20, None),
        ("payload-1-mib-plus-1", (1 << 20) + 1, "too-large"),
    ):
        before = build(put(ENVELOPE, "payload", head(2, size)))
        yield env("payload-limit", name, filled(before, "00", size), reason)


def frames():
    def frame(name, body, reason=None, target="envelope_frame", rule="frame", prefix=None, **more):
        length = len(body) if prefix is None else prefix
        return raw(rule, "2.1", target, name, length.to_bytes(4, "big") + body, reason, **more)

    body, hello = build(ENVELOPE), build(pairs("hello", sign("hello", "01" * 32, HELLO_1)))
    yield frame("section-2-2", body)
    yield frame("good", hello, target="handshake_frame")
    yield frame("empty", b"", "empty-frame")
    yield frame("empty", b"", "empty-frame", target="handshake_frame")
    for name, octets in (
        ("no-bytes", b""),
        ("half-a-prefix", b"\0\0"),
        ("only-prefix", b"\0\0\0\x2d"),
        ("body-cut", b"\0\0\0\x2d" + body[:-1]),
    ):
        yield raw("frame", "2.1", "envelope_frame", name, octets, incomplete=True)
    yield raw(
        "frame",
        "2.1",
        "handshake_frame",
        "body-cut",
        len(hello).to_bytes(4, "big") + hello[:100],
        incomplete=True,
    )
    yield frame("length-one-short", body, "trailing-bytes", prefix=len(body) - 1,
                note="On a stream the byte left over begins the next frame; the body cut short is refused.")  # fmt: skip
    yield frame("body-with-trailing-byte", body + b"\0", "trailing-bytes", **SHOULD)
    yield frame("not-cbor", b"\xff" * 8, "reserved-encoding")
    yield frame("http", b"", "too-large", prefix=0x47455420, note="`GET ` read as a length.")
    yield frame(
        "little-endian-length",
        body,
        "too-large",
        prefix=int.from_bytes(len(body).to_bytes(4, "big"), "little"),
    )
    rule = "frame-limit"
    for target, limit, entries in (
        ("envelope_frame", 2_097_152, ENVELOPE),
        ("handshake_frame", 65_536, pairs("hello", sign("hello", "01" * 32, HELLO_1))),
    ):
        count = (
            limit
            - len(build(add(entries, encode("pad"), encode(b""))))
            - (4 if limit > 65_536 else 2)
        )
        full = build(add(entries, encode("pad"), head(2, count)))
        yield raw(rule, "2.1", target, "largest", filled(limit.to_bytes(4, "big") + full, "00", count),
                  note="Filled up with an unknown text key.")  # fmt: skip
        yield frame("one-too-many", b"", "too-large", target=target, rule=rule, prefix=limit + 1,
                    note="Refused on its prefix alone.")  # fmt: skip
        yield frame(
            "2-pow-31",
            b"",
            "too-large",
            target=target,
            rule=rule,
            prefix=1 << 31,
            note="A signed reading would be negative.",
        )
        yield frame(
            "largest-prefix", b"", "too-large", target=target, rule=rule, prefix=(1 << 32) - 1
        )
    size = (1 << 20) + 1
    before = build(put(ENVELOPE, "payload", head(2, size)))
    yield raw("payload-limit", "2.1", "envelope_frame", "payload-1-mib-plus-1",
              filled((len(before) + size).to_bytes(4, "big") + before, "00", size), "too-large",
              note="The frame is within its limit, the payload is not.")  # fmt: skip
