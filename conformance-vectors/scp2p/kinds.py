"""For every kind of vector: from `input` to `expected`, and back again where there is a way back."""

from . import crypto, rules, text
from .cbor import Reject, diagnostic, parse
from .records import MESSAGES, RECORDS, decode_record, encode_record


def data(recipe):
    """Bytes from their JSON form: hexadecimal, or a recipe for what is too long to print."""
    if isinstance(recipe, str):
        return bytes.fromhex(recipe)
    if "repeat" in recipe:
        return bytes.fromhex(recipe["repeat"]) * recipe["count"]
    if "modulus" in recipe:
        return bytes(i % recipe["modulus"] for i in range(recipe["length"]))
    if "concat" in recipe:
        return b"".join(data(part) for part in recipe["concat"])
    if "members" in recipe:
        numbers = range(recipe["members"]["first"], recipe["members"]["last"] + 1)
        addresses = [
            {"ip": {"V4": (0x0A000000 + i).to_bytes(4, "big").hex()}, "port": 7001,
             "transport": "tcp", "pubkey_hint": None} for i in numbers
        ]  # fmt: skip
        fields = {k: recipe["members"][k] for k in ("community_share_id", "updated_at")}
        return encode_record("community_members", {**fields, "members": addresses})
    raise ValueError(recipe)


def jsonable(value):
    """The JSON conventions of README.md: integers above 2^53 - 1 are decimal strings."""
    if isinstance(value, dict):
        return {key: jsonable(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(element) for element in value]
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1 << 53:
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


def _same(one, other, what):
    if jsonable(one) != jsonable(other):
        raise AssertionError("%s: %r != %r" % (what, one, other))


def _verdict(action):
    """Run a check that raises Reject; what it returns are further expected values."""
    try:
        return {"verdict": "accept", **(action() or {})}
    except Reject as rejection:
        return {"verdict": "reject", "reason": rejection.reason}


def _prefix(body):
    return len(body).to_bytes(4, "big")


# ---------------------------------------------------------------- ids, hashes, keys


def identity(given):
    public = data(given["public_key"]) if "public_key" in given else None
    public = public or crypto.ed25519_public(data(given["seed"]))
    return {
        "public_key": public, "node_id": rules.node_id(public), "share_id": rules.share_id(public),
    }  # fmt: skip


def digest(given):
    algorithm, content = given["algorithm"], data(given["data"])
    if algorithm == "sha256":
        return {"hash": crypto.sha256(content)}
    if algorithm == "blake3-derive-key":
        return {"hash": crypto.blake3_derive_key(given["context"], content)}
    return {"hash": crypto.blake3(content)}


def chunk_list(given):
    return {"chunk_list_hash": rules.chunk_list_hash([data(h) for h in given["chunk_hashes"]])}


def content(given):
    octets = data(given["data"])
    hashes = rules.chunk_hashes(octets)
    chunks = []
    for index, chunk_hash in enumerate(hashes):
        offset = index * rules.CHUNK_BYTES
        size = min(rules.CHUNK_BYTES, len(octets) - offset)
        chunks.append({"index": index, "offset": offset, "size": size, "hash": chunk_hash})
    return {
        "size": len(octets), "content_id": crypto.blake3(octets), "chunk_count": len(hashes),
        "chunks": chunks, "chunk_list_hash": rules.chunk_list_hash(hashes),
    }  # fmt: skip


def key_agreement(given):
    own, peer = data(given["private_key"]), data(given["peer_private_key"])
    shared = crypto.x25519(own, crypto.x25519(peer))
    _same(shared, crypto.x25519(peer, crypto.x25519(own)), "both sides")
    return {
        "public_key": crypto.x25519(own), "peer_public_key": crypto.x25519(peer),
        "shared_secret": shared,
    }  # fmt: skip


def session_secret(given):
    names = ("shared_secret", "initiator_nonce", "responder_nonce")
    return {"session_secret": rules.session_secret(*(data(given[name]) for name in names))}


# ---------------------------------------------------------------- records, messages


def _round_trip(record, fields, octets):
    _same(decode_record(record, octets), fields, "decoded " + record)


def record(given):
    name, fields = given["record"], given["fields"]
    octets = encode_record(name, fields, given["form"] == "compact")
    _round_trip(name, fields, octets)
    return {"size": len(octets), "cbor": octets, "diagnostic": diagnostic(parse(octets))}


def message(given):
    if given["record"] is None:
        payload = given.get("text", "").encode("utf-8")
    else:
        payload = encode_record(given["record"], given["fields"], given["form"] == "compact")
        _round_trip(given["record"], given["fields"], payload)
    envelope = {key: given[key] for key in ("type", "req_id", "flags")}
    envelope["payload"] = payload.hex()
    octets = encode_record("envelope", envelope)
    _round_trip("envelope", envelope, octets)
    printed = diagnostic(parse(payload)) if given["record"] else given.get("text", "")
    return {
        "payload": payload, "diagnostic": printed, "frame_prefix": _prefix(octets),
        "envelope": octets,
    }  # fmt: skip


def registry(given):
    request, number, answer = MESSAGES[given["type"]]
    return {"request_record": request, "answer_type": number, "answer_record": answer}


# ---------------------------------------------------------------- signed objects


def signed(given):
    name, fields, seed = given["record"], given["fields"], data(given["seed"])
    signature_key = RECORDS[name][-1][1]
    to_sign = rules.signing_bytes(name, fields)
    signature = crypto.ed25519_sign(seed, to_sign)
    public = crypto.ed25519_public(seed)
    if not crypto.ed25519_verify(public, to_sign, signature, strict=True):
        raise AssertionError("own signature does not verify")
    complete = {**fields, signature_key: signature.hex()}
    octets = encode_record(name, complete, given.get("form") == "compact")
    _round_trip(name, complete, octets)
    _same(rules.signing_bytes(name, decode_record(name, octets)), to_sign, "re-encoding")
    result = {"signing_bytes": to_sign, "signature": signature, "size": len(octets), "cbor": octets}
    result["diagnostic"] = diagnostic(parse(octets))
    if name == "manifest":
        result["manifest_id"] = rules.manifest_id(complete)
        result["unsigned_manifest_id"] = rules.manifest_id({**fields, "signature": None})
    if name == "hello":
        result["frame_prefix"] = _prefix(octets)
    return result


def signature_check(given):
    name, octets, now = given["record"], data(given["cbor"]), given.get("now")

    def verify():
        fields = decode_record(name, octets)
        if name == "manifest":
            rules.verify_manifest(fields, now)
            return {"manifest_id": rules.manifest_id(fields)}
        if name == "share_head":
            return rules.verify_share_head(fields, data(given["public_key"]))
        if name == "membership_token":
            return rules.verify_membership_token(fields, data(given["public_key"]), now)
        return rules.verify_relay_announcement(fields)

    return _verdict(verify)


def handshake_check(given):
    return _verdict(
        lambda: rules.check_handshake(
            given["step"], data(given["message"]), given["now"], given.get("own_nonce"),
            given.get("expected_key"), given.get("seen_nonces", []), data(given.get("first", "")),
        )
    )  # fmt: skip


# ---------------------------------------------------------------- DHT


def dht_key(given):
    preimage = rules.KEYSPACES[given["keyspace"]] + data(given["id"])
    key = rules.dht_key(given["keyspace"], data(given["id"]))
    return {"preimage": preimage, "key": key, "routing_target": key[:20]}


def dht_lifetime(given):
    octets = encode_record("store", {"key": "00" * 32, "value": "", "ttl_secs": given["ttl_secs"]})
    return {"stored_secs": rules.stored_ttl(decode_record("store", octets)["ttl_secs"])}


def rendezvous_slot(given):
    bucket = int(given["unix_secs"]) // rules.BUCKET_SECS
    slot = rules.rendezvous_slot(data(given["relay_pubkey"]), bucket, given["which"])
    return {
        "bucket": bucket, "bucket_bytes": bucket.to_bytes(8, "big"), "slot": slot,
        "key": rules.rendezvous_key(bucket, slot),
    }  # fmt: skip


def rendezvous_key(given):
    return {"key": rules.rendezvous_key(int(given["bucket"]), given["slot"])}


def dht_value(given):
    key, value = data(given["key"]), data(given["value"])
    return _verdict(lambda: {"record": rules.validate_dht_value(key, value)})


def community_merge(given):
    existing = None if given["existing"] is None else data(given["existing"])

    def merge():
        stored = rules.merge_members(existing, data(given["incoming"]))
        if len(stored) > 4096:
            return {"stored_size": len(stored), "stored_blake3": crypto.blake3(stored)}
        return {"stored_size": len(stored), "stored": stored}

    return _verdict(merge)


# ---------------------------------------------------------------- texts


def share_link(given):
    return _verdict(lambda: text.parse_link(given["link"]))


def share_link_build(given):
    arguments = data(given["share_id"]), data(given["share_pubkey"]), given["bootstrap"]
    link = text.build_link(*arguments)
    _same(text.parse_link(link), given, "parsed link")
    return {"link": link}


def bootstrap(given):
    return _verdict(lambda: {"address": text.parse_bootstrap(given["text"])})


def bootstrap_list(given):
    return {"addresses": text.expand_bootstrap(given["entries"])}


def path(given):
    return _verdict(lambda: {"path": text.normalise_path(given["path"])})


# ---------------------------------------------------------------- decoding


def decoding(given):
    target, octets = given["target"], data(given["bytes"])
    if target in ("handshake_frame", "envelope_frame"):
        return _frame(octets, target == "envelope_frame")
    if target == "envelope":
        return _verdict(lambda: {"fields": _short(rules.read_envelope(octets))})
    return _verdict(lambda: {"fields": _short(decode_record(target, octets))})


def _short(fields):
    """Octets too long to print become their size and BLAKE3 hash."""
    result = dict(fields)
    for name, value in fields.items():
        if isinstance(value, str) and len(value) > 8192:
            octets = bytes.fromhex(value)
            result[name] = {"size": len(octets), "blake3": crypto.blake3(octets).hex()}
    return result


def _frame(octets, envelope):
    try:
        body = rules.read_frame(octets, envelope)
        if body is None:
            return {"verdict": "incomplete"}
        if envelope:
            rules.read_envelope(body)
        else:
            decode_record("hello", body)
        return {"verdict": "accept"}
    except Reject as rejection:
        return {"verdict": "reject", "reason": rejection.reason}


KINDS = {
    "identity": identity, "hash": digest, "chunk-list": chunk_list, "content": content,
    "key-agreement": key_agreement, "session-secret": session_secret, "record": record,
    "message": message, "registry": registry, "signed": signed,
    "signature-check": signature_check, "handshake-check": handshake_check,
    "dht-key": dht_key, "dht-lifetime": dht_lifetime, "rendezvous-slot": rendezvous_slot,
    "rendezvous-key": rendezvous_key, "dht-value": dht_value, "community-merge": community_merge,
    "share-link": share_link, "share-link-build": share_link_build, "bootstrap": bootstrap,
    "bootstrap-list": bootstrap_list, "path": path, "decoding": decoding,
}  # fmt: skip
