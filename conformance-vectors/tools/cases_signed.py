"""Signed objects, their verification, and the handshake."""

from common import (
    A1,
    B2,
    C3,
    FIRST,
    IPV6,
    MAX_U64,
    PUBLIC_A,
    PUBLIC_B,
    PUBLIC_S,
    RELAYED,
    SEED_A,
    SEED_B,
    SEED_S,
    SHARE_S,
    T,
    address,
    capabilities,
    case,
    verdict,
)  # fmt: skip

from scp2p import crypto, rules
from scp2p.cbor import encode
from scp2p.records import encode_record, to_wire

NONCE_A, NONCE_B = "31" * 32, "32" * 32
NODE_A = capabilities("dht", "store", "content_seed")


def files():
    return (
        ("hello.json", "kind signed, record hello: input seed and fields without signature; "
         "expected signing_bytes, signature, cbor (the frame body), frame_prefix. The three "
         "hello/reference vectors are one transcript.", hellos()),
        ("signed-objects.json", "kind signed: manifests, share heads, membership tokens, relay "
         "announcements. input: record, form, seed, fields without signature; expected "
         "signing_bytes, signature, cbor, and for manifests manifest_id.", signed_objects()),
        ("signature-checks.json", "kind signature-check: input record, cbor, now and public_key "
         "where verification needs them; expected verdict and reason.", signature_checks()),
        ("handshake-checks.json", "kind handshake-check: input step (1, 2 or 3), message as "
         "received, now, own_nonce, expected_key, seen_nonces, first (hello 1, for step 3); "
         "expected verdict of the receiver.", handshake_checks()),
    )  # fmt: skip


# ---------------------------------------------------------------- hello


def hello_fields(public, names, nonce, echo, time, ephemeral, version=1):
    return {"node_pubkey": public, "capabilities": names, "nonce": nonce, "echoed_nonce": echo,
            "timestamp_unix_secs": time, "protocol_version": version,
            "ephemeral_pubkey": ephemeral}  # fmt: skip


HELLO_1 = hello_fields(PUBLIC_A, NODE_A, NONCE_A, None, T, "41" * 32)
HELLO_2 = hello_fields(PUBLIC_B, capabilities(), NONCE_B, NONCE_A, T + 1, "42" * 32)
HELLO_3 = hello_fields(PUBLIC_A, NODE_A, NONCE_A, NONCE_B, T + 2, "41" * 32)


def signed(identifier, section, record, seed, fields, labels=(), form="reference", **more):
    """`labels`: reference ids of signing bytes, signature, cbor, manifest id, unsigned id."""
    places = ("signing_bytes", "signature", "cbor", "manifest_id", "unsigned_manifest_id")
    published = {"expected." + p: label for p, label in zip(places, labels) if label}
    if published:
        more["published_as"] = published
    given = {"record": record, "form": form, "seed": seed, "fields": fields}
    return case(identifier, "signed", section, given, **more)


def hellos():
    def one(name, seed, fields, labels=(), **more):
        return signed("hello/" + name, "4.1", "hello", seed, fields, labels, **more)

    sizes = {
        "ClientHello": " (frame body, 480 bytes)",
        "ServerHello": " (548 bytes)",
        "ClientAck": "",
    }
    for name, seed, fields in (("ClientHello", SEED_A, HELLO_1), ("ServerHello", SEED_B, HELLO_2),
                               ("ClientAck", SEED_A, HELLO_3)):  # fmt: skip
        labels = [" signing bytes", " signature", " message" + sizes[name]]
        yield one("reference-" + name, seed, fields, ["19.4/" + name + label for label in labels])
    yield one(
        "all-capabilities",
        SEED_B,
        {**HELLO_1, "node_pubkey": PUBLIC_B, "capabilities": capabilities(*NODE_A)},
    )
    yield one("largest-time-and-version", SEED_A, {**HELLO_2, "node_pubkey": PUBLIC_A,
              "timestamp_unix_secs": MAX_U64, "protocol_version": 65_535})  # fmt: skip
    yield one("real-ephemeral-key", SEED_A, {**HELLO_1, "ephemeral_pubkey":
              "ad908a8a708aca07588cda7c4ed3e44d4966a80a9abb2f1e4bbac53c67414e34"})  # fmt: skip
    yield one("client-ack-compact", SEED_A, HELLO_3, form="compact")


# ---------------------------------------------------------------- signed objects

ITEM_1 = {"content_id": "07" * 32, "size": 1234, "name": "sample.bin", "mime": "application/octet-stream",
          "tags": ["sample", "vector"], "chunk_count": 2,
          "chunk_list_hash": "251a810a1d5e96eb9a1aea361672a61b24dec8351f77b26a13217ce52b3be55d"}  # fmt: skip
ITEM_2 = {"content_id": "07" * 32, "size": 5, "name": "a.txt", "path": "dir/a.txt", "mime": None,
          "tags": [], "chunk_count": 1, "chunk_list_hash": "09" * 32}  # fmt: skip
BASE = {"version": 1, "share_pubkey": PUBLIC_S, "share_id": SHARE_S, "created_at": T}
MANIFEST_1 = {**BASE, "seq": 7, "expires_at": T + 86_400, "title": "Conformance Catalog",
              "description": "fixed vectors", "visibility": "private", "communities": [],
              "items": [ITEM_1], "recommended_shares": ["03" * 32]}  # fmt: skip
MANIFEST_2 = {**BASE, "seq": 1, "expires_at": None, "title": None, "description": None,
              "visibility": "public", "communities": [A1], "items": [ITEM_2],
              "recommended_shares": []}  # fmt: skip
UNICODE_ITEM = {"content_id": C3, "size": MAX_U64, "name": "Überraschung 日本語 🎁.tar.gz",
                "path": "fotos/2024/été/Überraschung 日本語 🎁.tar.gz", "mime": "", "tags": ["", "ß", "🏷"],
                "chunk_count": 0xFFFFFFFF, "chunk_list_hash": "ff" * 32}  # fmt: skip
EMPTY_ITEM = {"content_id": "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", "size": 0,
              "name": "", "mime": None, "tags": [], "chunk_count": 0, "chunk_list_hash":
              "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"}  # fmt: skip
HEAD_1 = {"share_id": SHARE_S, "latest_seq": 7, "latest_manifest_id":
          "a90a613c6ddd02449ad7548dc02e2a42f35810251cf5bca482aad4f3eda66f2b", "updated_at": T + 10}  # fmt: skip
TOKEN = {"community_share_id": SHARE_S, "member_node_pubkey": PUBLIC_A, "issued_at": T,
         "expires_at": T + 3_600}  # fmt: skip
CAPACITY = {"max_tunnels": 64, "bandwidth_class": "Medium", "max_bytes_per_tunnel": None}
ANNOUNCEMENT = {"relay_pubkey": PUBLIC_A, "relay_addrs": [FIRST], "capabilities": capabilities("relay"),
                "capacity": CAPACITY, "issued_at": T, "expires_at": T + 21_600}  # fmt: skip


def signed_objects():
    yield from manifests()
    for name, fields, labels, form in (
        (
            "1",
            HEAD_1,
            ("Signing bytes", "Signature", "Transport encoding (315 bytes)"),
            "reference",
        ),
        ("1-compact", HEAD_1, (), "compact"),
        ("largest", {**HEAD_1, "latest_seq": MAX_U64, "updated_at": MAX_U64}, (), "reference"),
        (
            "zero",
            {**HEAD_1, "latest_seq": 0, "updated_at": 0, "latest_manifest_id": "00" * 32},
            (),
            "reference",
        ),
    ):
        labels = ["19.5/Head 1: " + label for label in labels]
        yield signed("share-head/" + name, "9.5", "share_head", SEED_S, fields, labels, form)
    for name, fields, labels, form in (
        ("1", TOKEN, ("signing bytes", "signature", "CBOR"), "reference"),
        ("1-compact", TOKEN, (), "compact"),
        ("endless", {**TOKEN, "issued_at": 0, "expires_at": MAX_U64}, (), "reference"),
    ):
        labels = ["19.6/Membership token: " + label for label in labels]
        yield signed(
            "membership-token/" + name, "11.2", "membership_token", SEED_S, fields, labels, form
        )
    yield from announcements()


def manifests():
    def one(name, fields, labels=(), **more):
        return signed("manifest/" + name, "9.2", "manifest", SEED_S, fields, labels, **more)

    labels = ("Signing bytes", "Signature", "Transport encoding (628 bytes)", "ManifestId",
              "ManifestId of the unsigned form")  # fmt: skip
    yield one("1", MANIFEST_1, ["19.5/Manifest 1: " + label for label in labels])
    labels = ("Signing bytes", "Signature", "Transport encoding (563 bytes)", "ManifestId")
    yield one("2", MANIFEST_2, ["19.5/Manifest 2: " + label for label in labels])
    yield one("1-compact", MANIFEST_1, form="compact", note="Same signature and id as manifest/1.")
    yield one("2-compact", MANIFEST_2, form="compact", note="Same signature and id as manifest/2.")
    yield one("empty", {**MANIFEST_2, "items": [], "communities": []})
    yield one("unicode", {**MANIFEST_2, "title": "Grüße aus 東京", "description": "e\u0301 is not é",
                          "items": [UNICODE_ITEM]})  # fmt: skip
    yield one("empty-texts", {**MANIFEST_2, "title": "", "description": "", "items": [EMPTY_ITEM]})
    yield one("three-items", {**MANIFEST_1, "items": [ITEM_2, ITEM_1, EMPTY_ITEM],
                              "communities": [A1, B2, C3], "recommended_shares": [B2, A1]})  # fmt: skip
    yield one("largest-numbers", {**MANIFEST_1, "version": 255, "seq": MAX_U64,
                                  "created_at": MAX_U64 - 1, "expires_at": MAX_U64})  # fmt: skip
    items = [{**ITEM_2, "name": "%03d.txt" % i, "path": "d/%03d.txt" % i} for i in range(24)]
    yield one("twenty-four-items", {**MANIFEST_2, "items": items})


def announcements():
    def one(name, changes, labels=(), seed=SEED_A, **more):
        fields = {**ANNOUNCEMENT, **changes}
        return signed("relay-announcement/" + name, "14.6", "relay_announcement", seed, fields,
                      ["19.6/" + label for label in labels], **more)  # fmt: skip

    prefix = "Relay announcement: "
    yield one(
        "1", {}, [prefix + "signing bytes", prefix + "signature", prefix + "CBOR (374 bytes)"]
    )
    high = {**CAPACITY, "bandwidth_class": "High", "max_bytes_per_tunnel": 1000}
    yield one(
        "high",
        {"capacity": high},
        ["Same with bandwidth class High and max_bytes_per_tunnel 1000, signing bytes"],
    )
    yield one("1-compact", {}, form="compact")
    low = {"max_tunnels": 0, "bandwidth_class": "Low", "max_bytes_per_tunnel": MAX_U64}
    yield one("low", {"capacity": low, "expires_at": T + 1})
    yield one(
        "two-addresses",
        {"relay_addrs": [IPV6, FIRST], "capabilities": capabilities("dht", "relay")},
    )
    yield one(
        "node-b",
        {"relay_pubkey": PUBLIC_B, "capabilities": capabilities(*capabilities())},
        seed=SEED_B,
    )


# ---------------------------------------------------------------- verification


def sign(record, seed, fields):
    """Complete fields: signed by `seed` whatever key the fields name."""
    name = "sig" if record == "share_head" else "signature"
    signature = crypto.ed25519_sign(bytes.fromhex(seed), rules.signing_bytes(record, fields))
    return {**fields, name: signature.hex()}


def signed_cbor(record, seed, fields, form="reference"):
    return encode_record(record, sign(record, seed, fields), form == "compact").hex()


def with_extra(record, complete, extra):
    """The record with further, unsigned entries at its end."""
    return encode({**to_wire(record, complete), **extra}).hex()


def high_s(signature):
    """The same signature with s + L: valid group arithmetic, not canonical."""
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(bytes.fromhex(signature[64:]), "little") + order
    return signature[:64] + s.to_bytes(32, "little").hex()


IDENTITY_POINT = "01" + "00" * 31  # a small-order "public key" that verifies anything
IDENTITY_SIGNATURE = IDENTITY_POINT + "00" * 32


def signature_checks():
    yield from manifest_checks()
    yield from head_checks()
    yield from token_checks()
    yield from announcement_checks()


def manifest_checks():
    def one(name, octets, reason=None, now=T + 20, **more):
        given = {"record": "manifest", "cbor": octets, "now": now}
        return verdict("check/manifest/" + name, "signature-check", "9.3", given, reason, **more)

    good = sign("manifest", SEED_S, MANIFEST_1)
    plain = encode_record("manifest", good).hex()
    same_id = {"expected": {"manifest_id": HEAD_1["latest_manifest_id"]}}
    yield one("good", plain, **same_id)
    yield one("compact", encode_record("manifest", good, True).hex(), **same_id)
    yield one("unknown-text-key", with_extra("manifest", good, {"x": [1, {"y": None}]}), **same_id)
    yield one("now-equals-expiry", plain, now=T + 86_400)
    yield one("expired", plain, "expired", now=T + 86_401)
    for name, created, expires in (
        ("expires-at-creation", T, T),
        ("expires-before-creation", T + 1, T),
    ):
        fields = {**MANIFEST_1, "created_at": created, "expires_at": expires}
        yield one(name, signed_cbor("manifest", SEED_S, fields), "expiry-before-creation", now=T)
    yield one("created-in-the-future", signed_cbor("manifest", SEED_S, MANIFEST_2), now=0)
    yield one("version-2", signed_cbor("manifest", SEED_S, {**MANIFEST_2, "version": 2}),
              note="The version is signed but not examined.")  # fmt: skip
    yield one(
        "unsigned", encode_record("manifest", {**MANIFEST_1, "signature": None}).hex(), "unsigned"
    )
    yield one(
        "title-changed",
        encode_record("manifest", {**good, "title": "Conformance catalog"}).hex(),
        "bad-signature",
    )
    yield one(
        "item-path-added",
        encode_record("manifest", {**good, "items": [{**ITEM_1, "path": "p"}]}).hex(),
        "bad-signature",
    )
    yield one("items-swapped", encode_record("manifest", {
        **sign("manifest", SEED_S, {**MANIFEST_1, "items": [ITEM_1, ITEM_2]}), "items": [ITEM_2, ITEM_1],
    }).hex(), "bad-signature")  # fmt: skip
    yield one("null-title-became-empty", encode_record("manifest", {
        **sign("manifest", SEED_S, MANIFEST_2), "title": ""}).hex(), "bad-signature")  # fmt: skip
    yield one("signed-by-another-key", signed_cbor("manifest", SEED_A, MANIFEST_1), "bad-signature")
    yield one(
        "id-of-another-key",
        signed_cbor("manifest", SEED_S, {**MANIFEST_1, "share_id": A1}),
        "id-mismatch",
    )
    yield one(
        "signature-s-plus-l",
        encode_record("manifest", {**good, "signature": high_s(good["signature"])}).hex(),
        "bad-signature",
    )


def head_checks():
    def one(name, octets, reason=None, key=PUBLIC_S, **more):
        given = {"record": "share_head", "cbor": octets, "public_key": key}
        return verdict("check/share-head/" + name, "signature-check", "9.5", given, reason, **more)

    good = sign("share_head", SEED_S, HEAD_1)
    yield one("good", encode_record("share_head", good).hex())
    yield one(
        "signature-as-bytes",
        encode({**to_wire("share_head", good), "sig": bytes.fromhex(good["sig"])}).hex(),
    )
    yield one(
        "other-public-key", encode_record("share_head", good).hex(), "id-mismatch", key=PUBLIC_A
    )
    yield one(
        "higher-seq", encode_record("share_head", {**good, "latest_seq": 8}).hex(), "bad-signature"
    )
    yield one(
        "zero-signature",
        encode_record("share_head", {**good, "sig": "00" * 64}).hex(),
        "bad-signature",
    )
    yield one(
        "short-signature",
        encode_record("share_head", {**good, "sig": "00" * 63}).hex(),
        "wrong-length",
    )


def token_checks():
    def one(name, octets, reason=None, key=PUBLIC_S, now=T, **more):
        given = {"record": "membership_token", "cbor": octets, "public_key": key, "now": now}
        return verdict(
            "check/membership-token/" + name, "signature-check", "11.2", given, reason, **more
        )

    good = signed_cbor("membership_token", SEED_S, TOKEN)
    yield one("good", good)
    yield one("now-equals-expiry", good, now=T + 3_600)
    yield one("expired", good, "expired", now=T + 3_601)
    yield one("expired-but-no-time-given", good, now=None)
    yield one("issued-in-the-future", good, now=0, note="issued_at is not examined.")
    yield one("other-community", good, "id-mismatch", key=PUBLIC_B)
    yield one("signed-by-member", signed_cbor("membership_token", SEED_A, TOKEN), "bad-signature")
    other = {**sign("membership_token", SEED_S, TOKEN), "member_node_pubkey": PUBLIC_B}
    yield one("other-member", encode_record("membership_token", other).hex(), "bad-signature")


def announcement_checks():
    def one(name, octets, reason=None, **more):
        given = {"record": "relay_announcement", "cbor": octets}
        return verdict(
            "check/relay-announcement/" + name, "signature-check", "14.6", given, reason, **more
        )

    def changed(**changes):
        return signed_cbor("relay_announcement", SEED_A, {**ANNOUNCEMENT, **changes})

    good = sign("relay_announcement", SEED_A, ANNOUNCEMENT)
    yield one("good", changed())
    yield one("compact", signed_cbor("relay_announcement", SEED_A, ANNOUNCEMENT, "compact"))
    yield one("unknown-text-key", with_extra("relay_announcement", good, {"note": "x"}))
    yield one("no-address", changed(relay_addrs=[]), "no-address")
    yield one("relayed-address", changed(relay_addrs=[FIRST, RELAYED]), "relayed-address")
    yield one("not-a-relay", changed(capabilities=capabilities("dht")), "not-a-relay")
    yield one("expires-at-issue", changed(expires_at=T), "bad-lifetime")
    yield one("expires-before-issue", changed(expires_at=T - 1), "bad-lifetime")
    yield one("longest-lifetime", changed(expires_at=T + 21_600))
    yield one("lifetime-too-long", changed(expires_at=T + 21_601), "bad-lifetime")
    yield one("address-changed", encode_record("relay_announcement", {
        **good, "relay_addrs": [address("c000020b")]}).hex(), "bad-signature")  # fmt: skip
    yield one("class-changed", encode_record("relay_announcement", {
        **good, "capacity": {**CAPACITY, "bandwidth_class": "High"}}).hex(), "bad-signature")  # fmt: skip
    small = {**ANNOUNCEMENT, "relay_pubkey": IDENTITY_POINT, "signature": IDENTITY_SIGNATURE}
    yield one("small-order-key", encode_record("relay_announcement", small).hex(), "bad-signature",
              note="Would pass ordinary verification; announcements are checked strictly (1.4).")  # fmt: skip


# ---------------------------------------------------------------- handshake


def handshake_checks():
    def one(name, step, message, reason=None, **more):
        given = {"step": step, "message": message, "now": more.pop("now", T)}
        for key in ("own_nonce", "expected_key", "seen_nonces", "first"):
            if key in more:
                given[key] = more.pop(key)
        section = "4.3" if step == 1 else "4.4"
        return verdict("handshake/" + name, "handshake-check", section, given, reason, **more)

    def hello(fields, seed=SEED_A, form="reference", **changes):
        return signed_cbor("hello", seed, {**fields, **changes}, form)

    first = hello(HELLO_1)
    complete = sign("hello", SEED_A, HELLO_1)
    yield one("1/good", 1, first)
    yield one("1/compact", 1, hello(HELLO_1, form="compact"))
    yield one("1/clock-300-behind", 1, first, now=T + 300)
    yield one("1/clock-301-behind", 1, first, "clock-skew", now=T + 301)
    yield one("1/clock-300-ahead", 1, first, now=T - 300)
    yield one("1/clock-301-ahead", 1, first, "clock-skew", now=T - 301)
    yield one("1/largest-timestamp", 1, hello(HELLO_1, timestamp_unix_secs=MAX_U64), "clock-skew",
              note="A signed 64-bit difference would overflow.")  # fmt: skip
    yield one("1/timestamp-0", 1, hello(HELLO_1, timestamp_unix_secs=0), "clock-skew")
    yield one("1/nonce-seen-before", 1, first, "replayed-nonce", seen_nonces=[NONCE_B, NONCE_A])
    yield one("1/other-nonces-seen", 1, first, seen_nonces=[NONCE_B])
    yield one("1/expected-key", 1, first, expected_key=PUBLIC_A)
    yield one("1/unexpected-key", 1, first, "unexpected-key", expected_key=PUBLIC_B)
    yield one("1/signed-by-another-key", 1, hello(HELLO_1, seed=SEED_B), "bad-signature")
    yield one(
        "1/nonce-changed",
        1,
        encode_record("hello", {**complete, "nonce": "30" * 32}).hex(),
        "bad-signature",
    )
    yield one(
        "1/signature-63",
        1,
        encode_record("hello", {**complete, "signature": complete["signature"][2:]}).hex(),
        "wrong-length",
    )
    yield one(
        "1/signature-s-plus-l",
        1,
        encode_record("hello", {**complete, "signature": high_s(complete["signature"])}).hex(),
        "bad-signature",
    )
    wire = to_wire("hello", complete)
    absent = {key: value for key, value in wire.items() if key != "echoed_nonce"}
    yield one("1/echoed-nonce-absent", 1, encode(absent).hex())
    yield one("1/unsigned-extra-key", 1, with_extra("hello", complete, {"x": {"features": 1}}))
    sixth = {**wire["capabilities"], "community_paged_browse_v2": True}
    yield one("1/unsigned-sixth-capability", 1, encode({**wire, "capabilities": sixth}).hex())
    tuple_of_six = encode([*{**wire, "capabilities": sixth}.values()][:-1])
    signature = crypto.ed25519_sign(bytes.fromhex(SEED_A), tuple_of_six)
    yield one(
        "1/signed-sixth-capability",
        1,
        encode({**wire, "capabilities": sixth, "signature": signature}).hex(),
        "bad-signature",
    )
    small = {**HELLO_1, "node_pubkey": IDENTITY_POINT, "signature": IDENTITY_SIGNATURE}
    yield one("1/small-order-key", 1, encode_record("hello", small).hex(), level="may",
              note="Ordinary verification does not refuse small-order keys (1.4).")  # fmt: skip
    not_a_point = {**HELLO_1, "node_pubkey": "02" + "00" * 31, "signature": complete["signature"]}
    yield one("1/key-is-no-point", 1, encode_record("hello", not_a_point).hex(), "bad-signature")

    def second(name, reason=None, seed=SEED_B, **changes):
        more = {key: changes.pop(key) for key in ("expected_key", "note") if key in changes}
        return one(
            "2/" + name, 2, hello(HELLO_2, seed, **changes), reason, own_nonce=NONCE_A, **more
        )

    yield second("good")
    yield second("pubkey-hint-equal", expected_key=PUBLIC_B)
    yield second("pubkey-hint-differs", "unexpected-key", expected_key=PUBLIC_A)
    yield second("no-echo", "wrong-echo", echoed_nonce=None)
    yield second("wrong-echo", "wrong-echo", echoed_nonce=NONCE_B)
    yield second("version-0", "wrong-version", protocol_version=0,
                 note="The reference sends hello 3 first and then drops the stream.")  # fmt: skip
    yield second("version-2", "wrong-version", protocol_version=2)
    yield second("wrong-key", "bad-signature", seed=SEED_A)

    def third(name, reason=None, seed=SEED_A, **changes):
        more = {
            key: changes.pop(key)
            for key in ("level", "reference_verdict", "note")
            if key in changes
        }
        return one("3/" + name, 3, hello(HELLO_3, seed, **changes), reason, own_nonce=NONCE_B,
                   first=first, **more)  # fmt: skip

    q3 = {"level": "should", "reference_verdict": "accept", "note": "Section 21, Q-3."}
    yield third("good")
    yield third("no-echo", "wrong-echo", echoed_nonce=None)
    yield third("echo-of-own-nonce", "wrong-echo", echoed_nonce=NONCE_A)
    yield third("other-node-key", "unexpected-key", seed=SEED_B, node_pubkey=PUBLIC_B)
    yield third("version-2", "wrong-version", protocol_version=2)
    yield third("other-nonce", "changed-hello", nonce="33" * 32, **q3)
    yield third("other-ephemeral-key", "changed-hello", ephemeral_pubkey="43" * 32, **q3)
    yield third("other-capabilities", "changed-hello", capabilities=capabilities(), **q3)
