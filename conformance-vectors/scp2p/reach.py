"""Message 640 and the checks of docs/reach-protocol.md, from the text of that document and of RFC 8489."""

import hashlib
import hmac
import ipaddress
import struct
import zlib

from .cbor import encode

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
