"""Records that stand alone, every message of section 5.4, error envelopes, the registry."""

from common import (
    A1,
    B2,
    C3,
    FIRST,
    IPV6,
    MAX_U64,
    PUBLIC_A,
    PUBLIC_B,
    RELAYED,
    SHARE_S,
    T,
    address,
    capabilities,
    case,
)  # fmt: skip

from scp2p.records import MESSAGES

SLOT = 0x1122334455667788
VIA_19_3 = "19.3/tcp 192.168.1.5:7001 via the first, slot 0x1122334455667788"


def files():
    return (
        ("records.json", "kind record: peer addresses, capabilities, LAN packets, DHT records, "
         "blocklists. input: record, form (reference or compact), fields; expected: cbor.",
         [*addresses(), *capability_sets(), *lan_packets(), *dht_records(), *blocklists()]),
        ("messages.json", "kind message: payload and envelope. input: type, req_id, flags, "
         "record (null for an empty payload or raw text), form, fields; expected: payload, "
         "envelope (the frame body), frame_prefix, diagnostic notation of the payload.", messages()),
        ("error-envelopes.json", "kind message with record null and the text of an error.", errors()),
        ("registry.json", "kind registry: which record a request carries and what answers it.",
         registry()),
    )  # fmt: skip


def record(identifier, section, name, fields, label=None, form="reference", **more):
    if label:
        more["published_as"] = {"expected.cbor": label}
    given = {"record": name, "form": form, "fields": fields}
    return case(identifier, "record", section, given, **more)


# ---------------------------------------------------------------- records


def addresses():
    def one(name, fields, label=None, **more):
        return record("peer-address/" + name, "7.1", "peer_address", fields, label, **more)

    hinted = address("c000020a", hint=PUBLIC_A)
    yield one("tcp-ipv4", FIRST, "19.3/tcp 192.0.2.10:7001, no hint")
    yield one("quic-ipv6-hint", IPV6, "19.3/quic [2001:db8::1]:7000, hint 00..1f")
    yield one("relayed", RELAYED, VIA_19_3)
    yield one("tcp-ipv4-hint", hinted)
    yield one("tcp-ipv4-hint-compact", hinted, form="compact")
    yield one("quic-ipv6-hint-compact", IPV6, form="compact")
    yield one("tcp-ipv6", address("20010db8000000000000000000000002"))
    yield one("ipv6-loopback", address("00" * 15 + "01"))
    yield one("ipv6-mapped-ipv4", address("00" * 10 + "ffffc000020a"))
    yield one("ipv6-all-ones", address("ff" * 16, 65535, "quic"))
    yield one("unspecified-port-0", address("00000000", 0))
    yield one("broadcast-port-65535", address("ffffffff", 65535))
    yield one("octets-around-24", address("17181900", 23))
    yield one("quic-ipv4-port-255", address("7f000001", 255, "quic"))
    yield one("port-256", address("7f000001", 256))
    for name, slot in (("0", 0), ("1", 1), ("2-pow-32", 1 << 32), ("2-pow-53-less-1", (1 << 53) - 1),
                       ("2-pow-53", 1 << 53), ("2-pow-63-less-1", (1 << 63) - 1), ("2-pow-63", 1 << 63),
                       ("2-pow-64-less-5", (1 << 64) - 5), ("max", MAX_U64)):  # fmt: skip
        yield one("relayed-slot-" + name, address("c0a80105", via=(FIRST, slot)))
    yield one("relayed-ipv6-relay", address("0a000001", via=(IPV6, MAX_U64)))
    yield one(
        "relayed-hints-compact", address("0a000001", hint=PUBLIC_B, via=(hinted, 7)), form="compact"
    )
    yield one("relayed-twice", address("0a000002", via=(RELAYED, 9)),
              note="The dialer ignores the nested relay_via.")  # fmt: skip
    yield record(
        "relay-route/plain", "7.1", "relay_route", {"relay_addr": FIRST, "slot_id": 1 << 63}
    )


def capability_sets():
    for bits in range(32):
        names = [n for i, n in enumerate(("dht", "store", "relay", "content_seed", "mobile_light"))
                 if bits >> i & 1]  # fmt: skip
        label = {0: "19.3/capabilities all false", 11: "19.3/capabilities dht, store, content_seed"}
        yield record("capabilities/" + ("-".join(names) or "none"), "6", "capabilities",
                     capabilities(*names), label.get(bits))  # fmt: skip


def lan_packets():
    def one(name, label=None, **changes):
        fields = {"version": 2, "instance_id": "07" * 16, "tcp_port": 7001,
                  "capabilities": capabilities(), **changes}  # fmt: skip
        return record("lan-packet/" + name, "15", "lan_packet", fields, label)

    yield one("version-2", "19.3/LAN packet v2, instance 07×16, port 7001, all false")
    yield one("null-capabilities", capabilities=None)
    yield one("version-255", version=255, tcp_port=0)
    yield one("relay", instance_id=bytes(range(16, 32)).hex(), tcp_port=65535,
              capabilities=capabilities("dht", "relay"))  # fmt: skip


def dht_records():
    for name, key, list_name, section in (("community_members", "community_share_id", "members", "8.6.4"),
                                          ("providers", "content_id", "providers", "8.6.3")):  # fmt: skip
        label = {"community_members": "CommunityMembers", "providers": "Providers"}[name]
        published = "19.6/%s {a1×32, [first address], 1,700,000,000}" % label
        identifier = name.replace("_", "-")

        def one(suffix, fields, label=None, form="reference"):
            return record(identifier + "/" + suffix, section, name, fields, label, form)

        yield one("one-address", {key: A1, list_name: [FIRST], "updated_at": T}, published)
        yield one("empty", {key: A1, list_name: [], "updated_at": 0})
        yield one("three", {key: SHARE_S, list_name: [FIRST, IPV6, RELAYED], "updated_at": T})
        yield one("three-compact", {key: SHARE_S, list_name: [FIRST, IPV6, RELAYED], "updated_at": T},
                  form="compact")  # fmt: skip
        yield one("largest-time", {key: "00" * 32, list_name: [RELAYED], "updated_at": MAX_U64})
        many = [address("0a0000%02x" % i, 7000 + i) for i in range(24)]
        yield one("twenty-four", {key: "ff" * 32, list_name: many, "updated_at": T})


def blocklists():
    def one(name, shares, contents, label=None, form="reference"):
        fields = {"blocked_share_ids": shares, "blocked_content_ids": contents}
        return record("blocklist/" + name, "13.4", "blocklist", fields, label, form)

    yield one("one-share", [A1], [], "19.6/Blocklist content {shares [a1×32], contents []}")
    yield one("empty", [], [])
    yield one("both", [A1, B2], [C3])
    yield one("both-compact", [A1, B2], [C3], form="compact")


# ---------------------------------------------------------------- messages

SUMMARY = {"share_id": A1, "share_pubkey": B2, "latest_seq": 7, "latest_manifest_id": C3,
           "title": "T", "description": None}  # fmt: skip
RICH_SUMMARY = {**SUMMARY, "latest_seq": MAX_U64, "title": "Grüße, 世界 🌍", "description": ""}
ANNOUNCEMENT = {
    "relay_pubkey": PUBLIC_A, "relay_addrs": [FIRST], "capabilities": capabilities("relay"),
    "capacity": {"max_tunnels": 64, "bandwidth_class": "Medium", "max_bytes_per_tunnel": None},
    "issued_at": T, "expires_at": T + 21_600,
    "signature": "3b3f1490852d7ae201cb3497af1211b808ae630f0012066400b414e2cef41556"
                 "1673431b22a36ec88a0e53a47286eec57fa8ac94f130c3a28e2b60f88f47dc0e",
}  # fmt: skip
STORE = {"key": A1, "value": "010203", "ttl_secs": 86_400}
CHUNK_REQUEST = {"content_id": A1, "chunk_index": 3}
INNER = ("a464747970651901f4667265715f696419271065666c61677300677061796c6f61645826a2005820"
         + A1 + "0103")  # fmt: skip
COMMUNITY = {"community_share_id": A1, "community_share_pubkey": B2}


def status(joined, proof=None, **name):
    return {"community_share_id": A1, "joined": joined, "membership_proof": proof, **name}


def messages():
    """(id suffix, section, type, req_id, flags, record, fields, payload label, envelope label)"""
    ask, tell = 0, 1
    rows = (
        ("100/request", "7.5", 100, 7, ask, "pex_offer", {"peers": [FIRST]}, "100 {peers:[first address]}"),
        ("100/request-empty-list", "7.5", 100, 8, ask, "pex_offer", {"peers": []}),
        ("100/answer-to-100", "7.5", 100, 7, tell, None, None),
        ("100/answer-to-101", "7.5", 100, 1, tell, "pex_offer", {"peers": [FIRST, IPV6, RELAYED]}),
        ("101/request", "7.5", 101, 1, ask, "pex_request", {"max_peers": 64}, "101 {max_peers 64}", "101 env req 1"),
        ("101/request-0", "7.5", 101, 0, ask, "pex_request", {"max_peers": 0}),
        ("101/request-255", "7.5", 101, 0xFFFFFFFF, ask, "pex_request", {"max_peers": 255}),
        ("200/request", "8.3", 200, 1_000_000, ask, "find_node", {"target_node_id": "aa" * 20}, "200 target aa×20", "200 env req 1,000,000"),
        ("200/answer-empty", "8.3", 200, 1_000_000, tell, "find_node_result", {"peers": []}, "200 result, empty"),
        ("200/answer-one", "8.3", 200, 1_000_000, tell, "find_node_result", {"peers": [FIRST]}, "200 result, one peer"),
        ("200/answer-twenty", "8.3", 200, 9, tell, "find_node_result", {"peers": [address("0a0000%02x" % i, hint="%02x" % i * 32) for i in range(20)]}),
        ("201/request", "8.4", 201, 1_000_001, ask, "find_value", {"key": A1}, "201 key a1×32"),
        ("201/answer-none", "8.4", 201, 1_000_001, tell, "find_value_result", {"value": None, "closer_peers": []}, "201 result, none"),
        ("201/answer-value", "8.4", 201, 1_000_001, tell, "find_value_result", {"value": {**STORE, "ttl_secs": 86_399}, "closer_peers": [FIRST]}, "201 result, value 010203 ttl 86399, one peer"),
        ("201/answer-peers-only", "8.4", 201, 5, tell, "find_value_result", {"value": None, "closer_peers": [FIRST, IPV6, RELAYED]}),
        ("202/request", "8.5", 202, 1_000_002, ask, "store", STORE, "202 key a1×32, value 010203, ttl 86400"),
        ("202/request-empty-value", "8.5", 202, 3, ask, "store", {**STORE, "value": "", "ttl_secs": 0}),
        ("202/request-largest-ttl", "8.5", 202, 4, ask, "store", {**STORE, "ttl_secs": (1 << 63) - 1}),
        ("202/answer", "8.5", 202, 1_000_002, tell, None, None, None, "202 answer env req 1,000,002"),
        ("400/request", "9.10", 400, 1, ask, "get_manifest", {"manifest_id": A1}, "400 id a1×32"),
        ("401/answer", "9.10", 401, 1, tell, "manifest_data", {"manifest_id": A1, "bytes": "a0"}, "401 id a1×32, bytes a0"),
        ("401/answer-empty-bytes", "9.10", 401, 2, tell, "manifest_data", {"manifest_id": B2, "bytes": ""}),
        ("402/request", "9.9", 402, 1_000_003, ask, "list_public_shares", {"max_entries": 64}, "402 {max_entries 64}"),
        ("402/request-65535", "9.9", 402, 6, ask, "list_public_shares", {"max_entries": 65_535}),
        ("403/answer", "9.9", 403, 1_000_003, tell, "public_share_list", {"shares": [SUMMARY]}, '403 one summary (a1, b2, 7, c3, "T", null)'),
        ("403/answer-empty", "9.9", 403, 7, tell, "public_share_list", {"shares": []}),
        ("403/answer-unicode", "9.9", 403, 8, tell, "public_share_list", {"shares": [RICH_SUMMARY, {**SUMMARY, "title": None}]}),
        ("404/request", "11.3", 404, 1_000_004, ask, "get_community_status", COMMUNITY, "404 (a1, b2)"),
        ("405/answer-not-joined", "11.3", 405, 1_000_004, tell, "community_status", status(False), "405 not joined"),
        ("405/answer-joined", "11.3", 405, 1_000_004, tell, "community_status", status(True, "0102", name="N"), '405 joined, proof 0102, name "N"'),
        ("405/answer-no-proof-name", "11.3", 405, 9, tell, "community_status", status(True, name="Ünïcødé 社区")),
        ("405/answer-proof-no-name", "11.3", 405, 9, tell, "community_status", status(True, "00" * 24)),
        ("405/answer-empty-proof-empty-name", "11.3", 405, 9, tell, "community_status", status(True, "", name="")),
        ("406/request-minimal", "11.4", 406, 1_000_005, ask, "list_community_public_shares", {**COMMUNITY, "max_entries": 64}, "406 minimal, max 64"),
        ("406/request-full", "11.4", 406, 1_000_005, ask, "list_community_public_shares", {**COMMUNITY, "max_entries": 64, "requester_node_pubkey": C3, "requester_membership_proof": "a018"}, "406 with requester c3×32, proof a018"),
        ("406/request-no-proof", "11.4", 406, 6, ask, "list_community_public_shares", {**COMMUNITY, "max_entries": 0, "requester_node_pubkey": PUBLIC_A}),
        ("406/request-empty-proof", "11.4", 406, 6, ask, "list_community_public_shares", {**COMMUNITY, "max_entries": 1, "requester_node_pubkey": PUBLIC_A, "requester_membership_proof": ""}),
        ("407/answer-empty", "11.4", 407, 1_000_005, tell, "community_public_share_list", {"community_share_id": A1, "shares": []}, "407 empty"),
        ("407/answer-two", "11.4", 407, 1_000_005, tell, "community_public_share_list", {"community_share_id": A1, "shares": [SUMMARY, RICH_SUMMARY]}),
        ("450/request-new-tunnel", "14.1", 450, 1, ask, "relay_register", {"relay_slot_id": None, "tunnel": True}, "450 new tunnel"),
        ("450/request-renew", "14.1", 450, 2, ask, "relay_register", {"relay_slot_id": 42, "tunnel": False}, "450 renew slot 42"),
        ("450/request-renew-large-slot", "14.1", 450, 2, ask, "relay_register", {"relay_slot_id": MAX_U64, "tunnel": False}),
        ("451/answer", "14.1", 451, 1, tell, "relay_registered", {"relay_slot_id": SLOT, "expires_at": T + 600}, "451 slot 0x1122334455667788, expires 1,700,000,600"),
        ("451/answer-large-slot", "14.1", 451, 1, tell, "relay_registered", {"relay_slot_id": (1 << 64) - 5, "expires_at": 0}),
        ("452/request", "14.2", 452, 3, ask, "relay_connect", {"relay_slot_id": 42}, "452 slot 42"),
        ("452/request-large-slot", "14.2", 452, 3, ask, "relay_connect", {"relay_slot_id": 1 << 63}),
        ("452/answer", "14.2", 452, 3, tell, None, None),
        ("453/inner-request", "14.4", 500, 10_000, ask, "get_chunk", CHUNK_REQUEST, None, "453 inner envelope (GET_CHUNK, req 10000, a1×32, index 3)"),
        ("453/request", "14.4", 453, 10_000, ask, "relay_stream", {"relay_slot_id": SLOT, "stream_id": 0, "kind": "content", "payload": INNER}, "453 payload around it, kind content", "453 env"),
        ("453/request-control", "14.4", 453, 1, ask, "relay_stream", {"relay_slot_id": MAX_U64, "stream_id": 0xFFFFFFFF, "kind": "control", "payload": ""}),
        ("453/answer", "14.4", 453, 10_000, tell, "relay_stream", {"relay_slot_id": SLOT, "stream_id": 0, "kind": "content", "payload": "a464747970651901f5667265715f696419271065666c61677301677061796c6f6164582aa3005820" + A1 + "01030242dead"}),
        ("460/request", "14.7", 460, 11, ask, "relay_list_request", {"max_count": 16}, "460 {max_count 16}"),
        ("460/request-65535", "14.7", 460, 11, ask, "relay_list_request", {"max_count": 65_535}),
        ("461/answer", "14.7", 461, 11, tell, "relay_list_response", {"announcements": [ANNOUNCEMENT]}, "461 with the announcement of §19.6"),
        ("461/answer-empty", "14.7", 461, 11, tell, "relay_list_response", {"announcements": []}),
        ("498/value", "8.6.3", 498, 12, ask, "providers", {"content_id": A1, "providers": [FIRST, RELAYED], "updated_at": T}),
        ("499/request", "12.3", 499, 13, ask, "have_content", {"content_id": A1}, "499 a1×32"),
        ("499/answer", "12.3", 499, 13, tell, None, None),
        ("500/request", "12.2", 500, 10_000, ask, "get_chunk", CHUNK_REQUEST, "500 a1×32 index 3"),
        ("500/request-largest-index", "12.2", 500, 10_001, ask, "get_chunk", {"content_id": "00" * 32, "chunk_index": 0xFFFFFFFF}),
        ("501/answer", "12.2", 501, 10_000, tell, "chunk_data", {**CHUNK_REQUEST, "data": "dead"}, "501 a1×32 index 3 bytes dead"),
        ("501/answer-one-byte", "12.2", 501, 10_001, tell, "chunk_data", {"content_id": "ff" * 32, "chunk_index": 0, "data": "00"}),
        ("501/answer-300-bytes", "12.2", 501, 10_002, tell, "chunk_data", {"content_id": C3, "chunk_index": 65_536, "data": "5a" * 300}),
        ("502/request", "12.1", 502, 5_000, ask, "get_chunk_hashes", {"content_id": A1}, "502 a1×32"),
        ("503/answer", "12.1", 503, 5_000, tell, "chunk_hash_list", {"content_id": A1, "chunk_hashes": [B2]}, "503 a1×32 [b2×32]"),
        ("503/answer-none", "12.1", 503, 5_001, tell, "chunk_hash_list", {"content_id": A1, "chunk_hashes": []}),
        ("503/answer-three", "12.1", 503, 5_002, tell, "chunk_hash_list", {"content_id": A1, "chunk_hashes": [B2, "00" * 32, PUBLIC_A]}),
    )  # fmt: skip
    for row in rows:
        yield message(*row)
    for row in rows:  # the compact form of section 2.4, consequence 2
        compact = row[0] in COMPACT
        if compact:
            yield message(row[0] + "-compact", *row[1:7], form="compact")


COMPACT = {
    "100/answer-to-101", "200/answer-twenty", "400/request", "401/answer", "403/answer",
    "404/request", "405/answer-joined", "406/request-full", "407/answer-two", "461/answer",
    "499/request", "503/answer-three",
}  # fmt: skip


def message(name, section, number, req_id, flags, record_name, fields, payload=None, envelope=None,
            form="reference"):  # fmt: skip
    given = {"type": number, "req_id": req_id, "flags": flags, "record": record_name}
    if record_name:
        given.update(form=form, fields=fields)
    labels = {"expected.payload": payload, "expected.envelope": envelope}
    published = {where: "19.7/" + label for where, label in labels.items() if label}
    return case(
        "message/" + name,
        "message",
        section,
        given,
        **({"published_as": published} if published else {}),
    )


# ---------------------------------------------------------------- errors

# (section, request type, text): every error text of docs/protocol.md without an ellipsis, and
# with N = 7 or 1234605616436508552 where a number is part of the text.
ERRORS = (
    ("5.2", 999, "unknown message type 999"), ("5.2", 65_535, "unknown message type 65535"),
    *(("5.2", n, "unsupported message type") for n in (401, 403, 405, 407, 451, 461, 498, 501, 503)),
    ("8.5", 202, "dht value exceeds 64KiB"),
    ("8.5", 202, "DHT value does not match any recognized keyspace"),
    ("8.5", 202, "share head value does not match share head key"),
    ("8.5", 202, "providers value does not match content provider key"),
    ("8.5", 202, "manifest value does not match manifest loc key"),
    ("8.5", 202, "relay announcement key does not match any valid rendezvous slot"),
    ("8.5", 202, "community members value does not match community info key"),
    ("8.5", 202, "dht value store is full (100000 entries)"),
    ("9.10", 400, "manifest not found"),
    ("11.3", 404, "community share_id does not match share_pubkey"),
    ("11.4", 406, "community share_id does not match share_pubkey"),
    ("11.4", 406, "community strict mode: requester_node_pubkey required"),
    ("11.4", 406, "community strict mode: membership proof required"),
    ("11.4", 406, "community strict mode: invalid membership proof encoding"),
    ("11.4", 406, "community strict mode: proof member_node_pubkey does not match requester"),
    ("12.1", 502, "chunk hashes not found"), ("12.2", 500, "chunk not found"),
    ("14.1", 450, "relay slot not found"), ("14.1", 450, "relay slot owner mismatch"),
    ("14.1", 450, "missing remote peer identity"), ("14.2", 452, "relay slot not found"),
    ("14.3", 452, "missing remote peer identity"), ("14.3", 453, "missing remote peer identity"),
    ("14.4", 453, "relay bridge dropped response for slot 1234605616436508552"),
    ("14.4", 453, "relay bridge loop closed for slot 18446744073709551615"),
    ("14.4", 453, "relay tunnel response timed out for slot 7"),
    ("14.4", 453, "relay tunnel not found for slot 7"),
    ("14.5", 453, "content relay requires positive trust score"),
    ("14.5", 453, "relay payload exceeds adaptive limit for peer score"),
    ("14.5", 453, "relay slot not found"), ("14.5", 453, "content relay is disabled"),
    ("14.5", 453, "relay stream quota exceeded"), ("14.5", 453, "relay control-byte quota exceeded"),
    ("14.5", 453, "relay content-byte quota exceeded"),
    ("14.5", 453, "no requester connected to relay slot"),
    ("14.5", 453, "unauthorized peer for relay slot"),
    ("17.1", 101, "request rate limit exceeded"), ("17.1", 202, "dht request rate limit exceeded"),
    ("17.1", 400, "fetch request rate limit exceeded"),
    ("17.1", 450, "relay request rate limit exceeded"),
    ("17.1", 500, "chunk request rate limit exceeded"),
    ("5.2", 100, ""), ("5.2", 100, "Größe überschritten: 世界"),
)  # fmt: skip


def errors():
    for number, (section, request, text) in enumerate(ERRORS):
        slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-")
        slug = slug or ("empty" if not text else "unicode")
        given = {"type": request, "req_id": number, "flags": 3, "record": None, "text": text}
        more = {}
        if text == "manifest not found":
            given["req_id"] = 1
            more["published_as"] = {
                "expected.envelope": '19.7/error env (400, req 1, "manifest not found")'
            }
        yield case("error/%d/%s" % (request, slug), "message", section, given, **more)


def registry():
    for number, (request, answer, answer_record) in MESSAGES.items():
        stated = {"request_record": request, "answer_type": answer, "answer_record": answer_record}
        yield case("registry/%d" % number, "registry", "5.4", {"type": number}, expected=stated)
