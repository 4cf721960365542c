"""X1 of docs/extensions.md: the structure and the bounds of the hello key `x`."""

import re

from .cbor import Reject, parse

MAX_BYTES = 4_096
MAX_ENTRIES = 32
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")


def decode(octets):
    """features, limits, binding, peer_hello and sig; None for a version that is not ours."""
    if len(octets) > MAX_BYTES:
        raise Reject("too-large")
    item = parse(octets)
    if item.kind != "map" or item.tagged:
        raise Reject("wrong-type")
    fields = _pairs(item)
    if _number(_need(fields, "v"), 0, 2**31 - 1) != 1:
        return None
    return {
        "features": _entries(_need(fields, "features"), 1, 0xFFFF),
        "limits": _entries(_need(fields, "limits"), 0, 2**63 - 1),
        "binding": _octets(fields.get("binding"), 32),
        "peer_hello": _octets(fields.get("peer_hello"), 32),
        "sig": _octets(_need(fields, "sig"), 64),
    }


def _pairs(item):
    pairs = {}
    for key, value in item.value:
        name = key.value if key.kind == "text" else (key.kind, str(key.value))
        if name in pairs:
            raise Reject("duplicate-key")
        pairs[name] = value
    return pairs


def _need(fields, name):
    if name not in fields:
        raise Reject("missing-key")
    return fields[name]


def _number(item, low, high):
    if item.kind not in ("uint", "nint") or item.tagged:
        raise Reject("wrong-type")
    if not low <= item.value <= high:
        raise Reject("out-of-range")
    return item.value


def _entries(item, low, high):
    if item.kind != "map" or len(item.value) > MAX_ENTRIES:
        raise Reject("out-of-range")
    entries = _pairs(item)
    if any(not isinstance(name, str) or not _NAME.match(name) for name in entries):
        raise Reject("bad-name")
    return {name: _number(value, low, high) for name, value in entries.items()}


def _octets(item, size):
    if item is None or item.kind == "null":
        return None
    if item.kind != "bytes" or len(item.value) != size:
        raise Reject("wrong-length")
    return item.value.hex()
