"""DHT keys, lifetimes, rendezvous, validation of values, merging of member lists."""

from cases_signed import ANNOUNCEMENT, HEAD_1, MANIFEST_1, MANIFEST_2, sign
from common import (
    A1,
    B2,
    FIRST,
    IPV6,
    MAX_U64,
    PUBLIC_A,
    PUBLIC_B,
    RELAYED,
    SEED_A,
    SEED_S,
    SHARE_S,
    T,
    address,
    capabilities,
    case,
    verdict,
)  # fmt: skip

from scp2p import rules
from scp2p.cbor import encode
from scp2p.records import encode_record, to_wire

SHARE_21FE = "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"


def files():
    return (
        ("dht-keys.json", "kind dht-key: input keyspace, id; expected preimage, key, routing_target. "
         "kind dht-lifetime: input ttl_secs of a STORE; expected stored_secs.",
         [*keys(), *lifetimes()]),
        ("rendezvous.json", "kind rendezvous-slot: input unix_secs, relay_pubkey, which; expected "
         "bucket, slot, key. kind rendezvous-key: input bucket, slot; expected key.", rendezvous()),
        ("dht-validation.json", "kind dht-value: input key, value; expected verdict and, if "
         "accepted, the record it decoded as; if refused, reason is the error text of section 8.5 "
         "or a code for an invalid announcement.", values()),
        ("community-merge.json", "kind community-merge: input existing (or null), incoming; expected "
         "the stored bytes, or their size and BLAKE3 when long.", merges()),
    )  # fmt: skip


# ---------------------------------------------------------------- keys, lifetimes, rendezvous


def keys():
    yield case("dht-key/published", "dht-key", "8.6", {"keyspace": "share_head", "id": SHARE_21FE},
               published_as={"expected.key": "19.1/share-head DHT key of that ShareId"})  # fmt: skip
    names = {"share_head": "share head", "manifest": "manifest", "providers": "providers",
             "community_members": "community"}  # fmt: skip
    for keyspace, name in names.items():
        label = "19.2/DHT key, %s, id = a1×32" % name
        slug = keyspace.replace("_", "-")
        yield case("dht-key/%s-a1" % slug, "dht-key", "8.6", {"keyspace": keyspace, "id": A1},
                   published_as={"expected.key": label})  # fmt: skip
        for suffix, identifier in (("zero", "00" * 32), ("share-s", SHARE_S)):
            yield case("dht-key/%s-%s" % (slug, suffix), "dht-key", "8.6",
                       {"keyspace": keyspace, "id": identifier})  # fmt: skip


def lifetimes():
    for asked, stored in ((0, 86_400), (10, 86_400), (86_399, 86_400), (86_400, 86_400), (86_401, 86_401),
                          (604_800, 604_800), (604_801, 604_800), ((1 << 63) - 1, 604_800)):  # fmt: skip
        yield case("dht-lifetime/%d" % asked, "dht-lifetime", "8.5", {"ttl_secs": asked},
                   expected={"stored_secs": stored})  # fmt: skip


def rendezvous():
    for which in (0, 1):
        prefix = "19.2/rendezvous: relay key A, which %d → " % which
        published = {"expected.slot": prefix + "slot", "expected.key": prefix + "key"}
        if which == 0:
            time = "19.2/rendezvous: time 1,700,000,000 → bucket"
            published["expected.bucket"] = time
            published["expected.bucket_bytes"] = time + " (u64 big-endian)"
        yield slot("a-%d" % which, T, PUBLIC_A, which, published_as=published)
    for which in (0, 1):
        yield slot("b-%d" % which, T, PUBLIC_B, which)
        yield slot("time-0-%d" % which, 0, PUBLIC_A, which)
        yield slot("largest-time-%d" % which, MAX_U64, PUBLIC_A, which)
    for name, time in (("bucket-start", 472_222 * 3600), ("bucket-end", 472_223 * 3600 - 1),
                       ("next-bucket", 472_223 * 3600)):  # fmt: skip
        yield slot(name, time, PUBLIC_A, 0)
    published = {"published_as": {"expected.key": "19.2/rendezvous: slot 0 of that bucket"}}
    for number in range(16):
        yield case("rendezvous/key-472222-%d" % number, "rendezvous-key", "14.8",
                   {"bucket": 472_222, "slot": number}, **(published if number == 0 else {}))  # fmt: skip
    yield case("rendezvous/key-0-15", "rendezvous-key", "14.8", {"bucket": 0, "slot": 15})


def slot(name, time, public, which, **more):
    given = {"unix_secs": time, "relay_pubkey": public, "which": which}
    return case("rendezvous/" + name, "rendezvous-slot", "14.8", given, **more)


# ---------------------------------------------------------------- validation

REFUSED = rules.REFUSALS
UNKNOWN = "DHT value does not match any recognized keyspace"
PROVIDERS = {"content_id": A1, "providers": [FIRST], "updated_at": T}
MEMBERS = {"community_share_id": A1, "members": [FIRST], "updated_at": T}


def key(keyspace, identifier):
    return rules.dht_key(keyspace, bytes.fromhex(identifier)).hex()


def relay_key(bucket, public=PUBLIC_A, which=0):
    chosen = rules.rendezvous_slot(bytes.fromhex(public), bucket, which)
    return rules.rendezvous_key(bucket, chosen).hex()


def values():
    yield from head_values()
    yield from list_values()
    yield from manifest_values()
    yield from announcement_values()
    yield from trial_order()


def one(name, at, value, record=None, reason=None, **more):
    """`record`: what an accepted value decodes as."""
    octets = value.hex() if isinstance(value, bytes) else value
    stated = {"expected": {"record": record}} if record else {}
    return verdict("dht-value/" + name, "dht-value", "8.6.1", {"key": at, "value": octets}, reason,
                   **stated, **more)  # fmt: skip


def head_values():
    head = sign("share_head", SEED_S, HEAD_1)
    octets, at = encode_record("share_head", head), key("share_head", SHARE_S)
    yield one("head/good", at, octets, "share_head")
    yield one("head/compact", at, encode_record("share_head", head, True), "share_head")
    forged = encode_record("share_head", {**head, "latest_seq": MAX_U64, "sig": "00" * 64})
    yield one(
        "head/forged-signature", at, forged, "share_head", note="The signature is not checked here."
    )
    short = encode_record("share_head", {**head, "sig": "00" * 3})
    yield one("head/short-signature", at, short, reason=UNKNOWN, level="should", reference_verdict="accept",
              note="The reference does not check the length; a strict decoder does.")  # fmt: skip
    yield one(
        "head/key-of-another-share", key("share_head", A1), octets, reason=REFUSED["share_head"]
    )
    for keyspace in ("manifest", "providers", "community_members"):
        yield one("head/under-%s-key" % keyspace.replace("_", "-"), key(keyspace, SHARE_S), octets,
                  reason=REFUSED["share_head"])  # fmt: skip
    yield one("head/under-plain-share-id", SHARE_S, octets, reason=REFUSED["share_head"])
    extra = encode({**to_wire("share_head", head), "pubkey": "x"})
    yield one("head/unknown-text-key", at, extra, "share_head")
    yield one(
        "head/unknown-integer-key",
        at,
        encode({**to_wire("share_head", head), 9: 1}),
        reason=UNKNOWN,
    )
    yield one(
        "head/trailing-byte",
        at,
        octets + b"\0",
        reason=UNKNOWN,
        level="should",
        reference_verdict="accept",
    )


def list_values():
    for record, fields, key_field in (("providers", PROVIDERS, "content_id"),
                                      ("community_members", MEMBERS, "community_share_id")):  # fmt: skip
        prefix, wire, list_field = (
            record.replace("_", "-") + "/",
            to_wire(record, fields),
            list(fields)[1],
        )
        at, octets = key(record, A1), encode_record(record, fields)
        yield one(prefix + "good", at, octets, record)
        yield one(
            prefix + "empty-list", at, encode_record(record, {**fields, list_field: []}), record
        )
        unusable = [address("00000000", 0), address("7f000001"), RELAYED, IPV6]
        yield one(prefix + "unusable-addresses", at, encode_record(record, {**fields, list_field: unusable}),
                  record, note="Addresses are not judged by the DHT.")  # fmt: skip
        yield one(prefix + "compact", at, encode_record(record, fields, True), record)
        yield one(prefix + "unknown-text-key", at, encode({**wire, "sig": b"\1\2"}), record)
        yield one(prefix + "key-of-another-id", key(record, B2), octets, reason=REFUSED[record])
        yield one(
            prefix + "under-share-head-key", key("share_head", A1), octets, reason=REFUSED[record]
        )
        missing = {k: v for k, v in wire.items() if k != "updated_at"}
        yield one(prefix + "missing-updated-at", at, encode(missing), reason=UNKNOWN)
        bad = [{**to_wire("peer_address", FIRST), "transport": "udp"}]
        yield one(
            prefix + "one-unknown-transport", at, encode({**wire, list_field: bad}), reason=UNKNOWN
        )
        yield one(prefix + "trailing-byte", at, octets + b"\0", reason=UNKNOWN, level="should",
                  reference_verdict="accept")  # fmt: skip
        other = {**wire, key_field: b"\xa1" * 31}
        yield one(prefix + "id-of-31-bytes", at, encode(other), reason=UNKNOWN)


def manifest_values():
    for name, fields in (("1", MANIFEST_1), ("2", MANIFEST_2)):
        complete = sign("manifest", SEED_S, fields)
        at = key("manifest", rules.manifest_id(complete).hex())
        yield one("manifest/%s" % name, at, encode_record("manifest", complete), "manifest")
        yield one(
            "manifest/%s-compact" % name, at, encode_record("manifest", complete, True), "manifest"
        )
    wire = to_wire("manifest", complete)
    yield one("manifest/unknown-text-key", at, encode({**wire, "zz": 1}), "manifest")
    yield one(
        "manifest/key-of-share-id",
        key("manifest", SHARE_S),
        encode(wire),
        reason=REFUSED["manifest"],
    )
    yield one(
        "manifest/under-head-key",
        key("share_head", SHARE_S),
        encode(wire),
        reason=REFUSED["manifest"],
    )
    changed = encode_record("manifest", {**complete, "title": "other"})
    yield one("manifest/changed-after-id", at, changed, reason=REFUSED["manifest"])
    forged = {**MANIFEST_2, "signature": "00" * 64}
    yield one("manifest/forged-signature", key("manifest", rules.manifest_id(forged).hex()),
              encode_record("manifest", forged), "manifest", note="The signature is not checked here.")  # fmt: skip
    unsigned = {**MANIFEST_2, "signature": None}
    yield one("manifest/unsigned", key("manifest", rules.manifest_id(unsigned).hex()),
              encode_record("manifest", unsigned), "manifest")  # fmt: skip
    yield one(
        "manifest/signature-of-63",
        at,
        encode({**wire, "signature": wire["signature"][1:]}),
        reason=UNKNOWN,
    )


def announcement_values():
    bucket = T // 3600

    def ann(name, at, octets=None, reason=None, **changes):
        more = {k: changes.pop(k) for k in ("note", "level", "reference_verdict") if k in changes}
        if octets is None:
            octets = encode_record(
                "relay_announcement",
                sign("relay_announcement", SEED_A, {**ANNOUNCEMENT, **changes}),
            )
        record = None if reason else "relay_announcement"
        return one("relay-announcement/" + name, at, octets, record, reason, **more)

    wrong = REFUSED["relay_announcement"]
    for offset, name in (
        (-2, "minus-2"),
        (-1, "minus-1"),
        (0, "same"),
        (1, "plus-1"),
        (2, "plus-2"),
    ):
        for which in (0, 1):
            reason = wrong if abs(offset) > 1 else None
            yield ann(
                "bucket-%s-which-%d" % (name, which),
                relay_key(bucket + offset, which=which),
                reason=reason,
            )
    yield ann("key-of-another-relay", relay_key(bucket, PUBLIC_B), reason=wrong)
    used = {
        rules.rendezvous_slot(bytes.fromhex(PUBLIC_A), b, w)
        for b in range(bucket - 1, bucket + 2)
        for w in (0, 1)
    }
    free = min(set(range(16)) - used)
    yield ann("slot-of-nobody", rules.rendezvous_key(bucket, free).hex(), reason=wrong)
    yield ann("long-expired", relay_key(100), issued_at=360_000, expires_at=360_001,
              note="Expiry is not checked here.")  # fmt: skip
    yield ann("first-bucket", relay_key(0), issued_at=100, expires_at=200)
    yield ann("first-bucket-plus-1", relay_key(1), issued_at=100, expires_at=200)
    yield ann("first-bucket-minus-1-wraps", relay_key((1 << 64) - 1), issued_at=100, expires_at=200, reason=wrong,
              note="There is no bucket before 0.")  # fmt: skip
    at = relay_key(bucket)
    yield ann("no-address", at, relay_addrs=[], reason="no-address")
    yield ann("relayed-address", at, relay_addrs=[RELAYED], reason="relayed-address")
    yield ann("not-a-relay", at, capabilities=capabilities("dht"), reason="not-a-relay")
    yield ann("lifetime-too-long", at, expires_at=T + 21_601, reason="bad-lifetime")
    complete = sign("relay_announcement", SEED_A, ANNOUNCEMENT)
    yield ann("forged-signature", at, encode_record("relay_announcement", {**complete, "signature": "00" * 64}),
              reason="bad-signature")  # fmt: skip
    yield ann("compact", at, encode_record("relay_announcement", complete, True))
    yield ann("under-providers-key", key("providers", PUBLIC_A), reason=wrong)


def trial_order():
    head = to_wire("share_head", sign("share_head", SEED_S, HEAD_1))
    providers, members = to_wire("providers", PROVIDERS), to_wire("community_members", MEMBERS)
    manifest_fields = sign(
        "manifest", SEED_S, MANIFEST_1
    )  # its expires_at suits an announcement too
    manifest = to_wire("manifest", manifest_fields)
    relay = to_wire("relay_announcement", sign("relay_announcement", SEED_A, ANNOUNCEMENT))
    ids = {"share_head": (head, key("share_head", SHARE_S)), "providers": (providers, key("providers", A1)),
           "manifest": (manifest, key("manifest", rules.manifest_id(manifest_fields).hex())),
           "relay_announcement": (relay, relay_key(T // 3600)),
           "community_members": (members, key("community_members", A1))}  # fmt: skip
    order = list(ids)
    for i, early in enumerate(order):
        for late in order[i + 1 :]:
            both = encode({**ids[late][0], **ids[early][0]})
            slug = "%s-and-%s" % (early.replace("_", "-"), late.replace("_", "-"))
            rule = "The first type it decodes as decides, whatever the order of its keys."
            yield one("order/%s/under-first" % slug, ids[early][1], both, early, note=rule)
            yield one(
                "order/%s/under-second" % slug, ids[late][1], both, reason=REFUSED[early], note=rule
            )
    almost = {k: v for k, v in head.items() if k != "sig"}
    yield one("order/incomplete-head-with-providers", ids["providers"][1], encode({**almost, **providers}), "providers",
              note="A head without its signature does not decode as a head.")  # fmt: skip
    at = ids["providers"][1]
    yield one("order/empty-map", at, encode({}), reason=UNKNOWN)
    yield one("order/empty-bytes", at, "", reason=UNKNOWN)
    yield one("order/array", at, encode(list(providers.values())), reason=UNKNOWN)
    yield one("order/not-cbor", at, "ff" * 8, reason=UNKNOWN)
    yield one("order/text", at, encode("providers"), reason=UNKNOWN)
    # exactly 64 KiB by an unknown key, and one byte more
    base = (
        len(encode({**providers, "pad": b""})) + 2
    )  # a byte string of this length has a 3-byte head
    for name, extra, reason in (
        ("64-kib", 0, None),
        ("64-kib-plus-1", 1, "dht value exceeds 64KiB"),
    ):
        count = 65_536 - base + extra
        body = encode({**providers, "pad": b"\0" * count})
        recipe = {"concat": [body[:-count].hex(), {"repeat": "00", "count": count}]}
        yield one("size/" + name, at, recipe, None if reason else "providers", reason)


# ---------------------------------------------------------------- merging


def merges():
    def members(addresses, updated=T, form="reference", **extra):
        fields = {"community_share_id": A1, "members": addresses, "updated_at": updated}
        return encode({**to_wire("community_members", fields, form == "compact"), **extra}).hex()

    def merge(name, existing, incoming, stored=None, reason=None, **more):
        stated = {"expected": {"stored": stored}} if stored else {}
        given = {"existing": existing, "incoming": incoming}
        return verdict(
            "community-merge/" + name, "community-merge", "8.6.4", given, reason, **stated, **more
        )

    second, hinted = address("c000020b"), address("c000020a", hint=PUBLIC_A)
    only_first = members([FIRST])
    yield merge("nothing-stored", None, only_first, only_first)
    verbatim = members([FIRST], form="compact", note="kept")
    yield merge("nothing-stored-keeps-bytes", None, verbatim, verbatim)
    yield merge("equal", only_first, only_first, only_first)
    yield merge(
        "appended-in-order",
        members([second]),
        members([FIRST, RELAYED], T + 5),
        members([second, FIRST, RELAYED], T + 5),
    )
    yield merge(
        "older-incoming-keeps-time",
        members([FIRST], T + 9),
        members([second], T),
        members([FIRST, second], T + 9),
    )
    yield merge(
        "overlap",
        members([FIRST, second]),
        members([second, IPV6, FIRST]),
        members([FIRST, second, IPV6]),
    )
    yield merge("hint-makes-a-difference", only_first, members([hinted]), members([FIRST, hinted]),
                note="Full structural equality.")  # fmt: skip
    yield merge("transport-makes-a-difference", only_first, members([address("c000020a", transport="quic")]),
                members([FIRST, address("c000020a", transport="quic")]))  # fmt: skip
    other_slot = address("c0a80105", via=(FIRST, MAX_U64))
    yield merge(
        "slot-makes-a-difference",
        members([RELAYED]),
        members([other_slot]),
        members([RELAYED, other_slot]),
    )
    direct = address("c0a80105")
    yield merge(
        "relay-makes-a-difference",
        members([RELAYED]),
        members([direct]),
        members([RELAYED, direct]),
    )
    yield merge("empty-incoming", only_first, members([]), only_first)
    yield merge("empty-existing", members([], 0), only_first, only_first)
    yield merge("both-empty", members([], 3), members([], 4), members([], 4))
    yield merge(
        "never-removed",
        members([FIRST, second, IPV6]),
        members([], T + 1),
        members([FIRST, second, IPV6], T + 1),
    )
    yield merge(
        "unknown-keys-are-lost",
        members([FIRST], note="x"),
        members([second], other=[1]),
        members([FIRST, second]),
    )
    yield merge(
        "compact-becomes-reference-form",
        members([hinted], form="compact"),
        members([hinted], form="compact"),
        members([hinted]),
    )
    yield merge(
        "duplicates-inside-incoming",
        only_first,
        members([second, second]),
        members([FIRST, second]),
    )

    def many(first, last):
        return {
            "members": {"community_share_id": A1, "first": first, "last": last, "updated_at": T}
        }

    fits = max(n for n in range(1_200, 1_400) if many_size(n) <= rules.MAX_DHT_VALUE)
    yield merge("largest-that-fits", many(1, 600), many(500, fits))
    yield merge("one-too-many", many(1, 600), many(500, fits + 1), reason="dht value exceeds 64KiB")


def many_size(count):
    """Size of the record of 10.0.0.1 to 10.0.0.0 + count; each octet above 23 costs one byte more."""
    octets = [(i >> 8 & 255, i & 255) for i in range(1, count + 1)]
    fixed = len(encode_record("community_members", {**MEMBERS, "members": []})) + 2
    plain = len(encode_record("peer_address", address("0a000000")))
    return fixed + sum(plain + (a > 23) + (b > 23) for a, b in octets)
