"""Messages 640 to 642 and the checks of docs/reach-protocol.md, from the text of that document and of RFC 8489."""

import hashlib
import hmac
import ipaddress
import struct
import zlib

from .cbor import Reject, encode, parse

COOKIE = 0x2112A442
HOST, SERVER_REFLEXIVE, PEER_REFLEXIVE, MAPPED, RELAYED = range(5)
PREFERENCES = {HOST: 126, SERVER_REFLEXIVE: 100, PEER_REFLEXIVE: 110, MAPPED: 120, RELAYED: 0}


def priority(kind, preference):
    return PREFERENCES[kind] << 24 | preference << 8 | 255


def candidate(kind, address, port, preference=65_535):
    octets = ipaddress.ip_address(address).packed
    return {0: kind, 1: octets, 2: port, 3: priority(kind, preference)}


def offer(user, password, accepts, candidates):
    return encode({0: user, 1: password, 2: accepts, 3: candidates})


def fields(payload, known):
    """What stands under the keys below `known`, by key; section 2.4: others are passed over."""
    item = parse(payload)
    if item.kind != "map":
        raise Reject("not-a-map")
    found = {}
    for key, value in item.value:
        if key.kind != "uint" or key.tagged or key.value >= known:
            continue
        if key.value in found:
            raise Reject("duplicate-key")
        found[key.value] = value
    return found


def _value(found, key, kind, least, most):
    """A number or a length within its bounds, under a key that must be there.

    Section 2.4: a tag is passed over, but not before a byte string.
    """
    if key not in found:
        raise Reject("missing-key")
    item = found[key]
    if item.kind != kind or item.tagged and kind == "bytes":
        raise Reject("wrong-type")
    measure = item.value if kind == "uint" else len(item.value)
    if not least <= measure <= most:
        raise Reject("out-of-range")
    return item.value


def _address(found, at, port):
    octets = _value(found, at, "bytes", 4, 16)
    if len(octets) not in (4, 16):
        raise Reject("out-of-range")
    return {"address": str(ipaddress.ip_address(octets)), "port": _value(found, port, "uint", 1, 65_535)}


def decode_meeting(number, direction, payload):
    """641 and 642, section N9: what the message says, and its own encoding."""
    if number == 642:
        port = _value(fields(payload, 1), 0, "uint", 1_024, 65_535)
        return {"port": port}, encode({0: port})
    if direction == "request":
        fields(payload, 0)
        return {}, encode({})
    said = _address(fields(payload, 2), 0, 1)
    return said, encode({0: ipaddress.ip_address(said["address"]).packed, 1: said["port"]})


def _plain(found, key, least, most):
    text = _value(found, key, "text", least, most)
    if not (text.isascii() and text.isalnum()):
        raise Reject("out-of-range")
    return text


def _flag(item):
    if item.kind != "bool":
        raise Reject("wrong-type")
    return item.value


def decode_offer(payload):
    """640, section N3, both ways: what the message says, and its own encoding."""
    found = fields(payload, 5)
    said = {0: _plain(found, 0, 4, 32), 1: _plain(found, 1, 22, 64)}
    if 2 not in found or 3 not in found:
        raise Reject("missing-key")
    said[2] = _flag(found[2])
    if found[3].kind != "array" or len(found[3].value) > 16:
        raise Reject("out-of-range")
    said[3] = [_candidate(item) for item in found[3].value]
    if 4 in found:
        said[4] = _flag(found[4])
    return said, encode(said)


def _candidate(item):
    if item.kind != "map":
        raise Reject("not-a-map")
    found = {key.value: value for key, value in item.value}
    where = _address(found, 1, 2)
    return {
        0: _value(found, 0, "uint", HOST, RELAYED),
        1: ipaddress.ip_address(where["address"]).packed,
        2: where["port"],
        3: _value(found, 3, "uint", 1, (1 << 31) - 1),
    }


def _attribute(number, value):
    return struct.pack(">HH", number, len(value)) + value + bytes(-len(value) % 4)


def _with_length(kind, transaction, body, more):
    return struct.pack(">HHI", kind, len(body) + more, COOKIE) + transaction + body


def sealed(kind, transaction, body, password):
    """Adds MESSAGE-INTEGRITY and FINGERPRINT."""
    code = hmac.new(password.encode(), _with_length(kind, transaction, body, 24), hashlib.sha1)
    body += _attribute(0x0008, code.digest())
    crc = zlib.crc32(_with_length(kind, transaction, body, 8)) ^ 0x5354554E
    return _with_length(kind, transaction, body + _attribute(0x8028, struct.pack(">I", crc)), 0)


def check(case):
    """A check as N4 has it."""
    body = _attribute(0x0006, case["user"].encode())
    body += _attribute(0x0024, struct.pack(">I", priority(PEER_REFLEXIVE, 0)))
    role = 0x802A if case["controlling"] else 0x8029
    body += _attribute(role, bytes.fromhex(case["tie_breaker"]))
    if case["use"]:
        body += _attribute(0x0025, b"")
    return sealed(0x0001, bytes.fromhex(case["transaction"]), body, case["password"])


def answer(case):
    """The answer to a check: where it came from, mixed with the cookie and the transaction id."""
    transaction = bytes.fromhex(case["transaction"])
    octets = ipaddress.ip_address(case["from"]).packed
    mask = struct.pack(">I", COOKIE) + transaction
    value = struct.pack(">BBH", 0, 1 if len(octets) == 4 else 2, case["port"] ^ COOKIE >> 16)
    value += bytes(a ^ b for a, b in zip(octets, mask))
    return sealed(0x0101, transaction, _attribute(0x0020, value), case["password"])
