"""CBOR: the exact encoder of section 2.3 and a tolerant-but-bounded reader for section 2.4."""

import struct
from typing import NamedTuple

# Section 2.4: "nesting deeper than about 256" is rejected.
MAX_DEPTH = 256


class Reject(Exception):
    """Hostile or malformed input. `reason` is one of the codes listed in README.md."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Ints(bytes):
    """Octets that travel as an array of unsigned integers: `ints(N)` of section 0."""


# ---------------------------------------------------------------- encoding (section 2.3)


def head(major, value):
    """A major type with its argument in the shortest form."""
    if value < 24:
        return bytes([major << 5 | value])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << 8 * size:
            return bytes([major << 5 | info]) + value.to_bytes(size, "big")
    raise ValueError("integer above 2^64 - 1")


def encode(value):
    """int, bool, None, str, bytes, Ints, list and dict (in insertion order) to bytes."""
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, Ints):
        return head(4, len(value)) + b"".join(head(0, octet) for octet in value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode("utf-8")
        return head(3, len(text)) + text
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(encode(element) for element in value)
    if isinstance(value, dict):
        pairs = (encode(key) + encode(element) for key, element in value.items())
        return head(5, len(value)) + b"".join(pairs)
    raise TypeError(type(value))


# ---------------------------------------------------------------- reading


class Item(NamedTuple):
    """One parsed data item. Maps keep their pairs in order, duplicates included."""

    kind: str  # uint nint bytes text array map bool null undefined float
    value: object
    indefinite: bool = False
    tagged: bool = False


def parse(data):
    """Exactly one item: trailing bytes are rejected, as section 2.4 recommends."""
    item, end = _item(data, 0, 0)
    if end != len(data):
        raise Reject("trailing-bytes")
    return item


def _take(data, at, count):
    if count > len(data) - at:
        raise Reject("truncated")
    return data[at : at + count], at + count


def _argument(data, at, info):
    if info < 24:
        return info, at
    if info > 27:
        raise Reject("reserved-encoding")
    raw, at = _take(data, at, 1 << info - 24)
    return int.from_bytes(raw, "big"), at


def _item(data, at, depth):
    if depth > MAX_DEPTH:
        raise Reject("too-deep")
    initial, at = _take(data, at, 1)
    major, info = initial[0] >> 5, initial[0] & 31
    if major == 7:
        return _simple(data, at, info)
    if major == 6:
        _, at = _argument(data, at, info)
        item, at = _item(data, at, depth + 1)
        return item._replace(tagged=True), at
    if info == 31:
        if major < 2:
            raise Reject("reserved-encoding")
        return _indefinite(data, at, major, depth)
    argument, at = _argument(data, at, info)
    if major < 2:
        return Item(("uint", "nint")[major], argument if major == 0 else -1 - argument), at
    if major == 2:
        raw, at = _take(data, at, argument)
        return Item("bytes", raw), at
    if major == 3:
        raw, at = _take(data, at, argument)
        return Item("text", _utf8(raw)), at
    if argument > len(data) - at:  # every element costs at least one byte
        raise Reject("truncated")
    elements = []
    for _ in range(argument):
        element, at = _element(data, at, major, depth)
        elements.append(element)
    return Item(("array", "map")[major - 4], elements), at


def _element(data, at, major, depth):
    first, at = _item(data, at, depth + 1)
    if major == 4:
        return first, at
    second, at = _item(data, at, depth + 1)
    return (first, second), at


def _indefinite(data, at, major, depth):
    parts = []
    while True:
        if data[at : at + 1] == b"\xff":
            at += 1
            break
        if major >= 4:
            part, at = _element(data, at, major, depth)
        else:  # chunks of a string: definite strings of the same type
            if at < len(data) and (data[at] >> 5 != major or data[at] & 31 == 31):
                raise Reject("reserved-encoding")
            chunk, at = _item(data, at, depth + 1)
            part = chunk.value
        parts.append(part)
    if major == 2:
        return Item("bytes", b"".join(parts), True), at
    if major == 3:
        return Item("text", "".join(parts), True), at
    return Item(("array", "map")[major - 4], parts, True), at


def _simple(data, at, info):
    if info in (20, 21):
        return Item("bool", info == 21), at
    if info in (22, 23):
        return Item(("null", "undefined")[info - 22], None), at
    if info in (25, 26, 27):
        raw, at = _take(data, at, 1 << info - 24)
        return Item("float", struct.unpack(">" + "efd"[info - 25], raw)[0]), at
    raise Reject("simple-value" if info < 25 else "reserved-encoding")


def _utf8(raw):
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Reject("bad-utf8") from None


# ---------------------------------------------------------------- diagnostic notation


def diagnostic(item):
    """Readable notation of section 0: arrays of 16 or more octets become ⟦hex⟧."""
    kind, value = item.kind, item.value
    if kind in ("uint", "nint", "float"):
        return str(value)
    if kind == "bytes":
        return "h'" + _hex(value) + "'"
    if kind == "text":
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if kind == "array":
        octets = all(e.kind == "uint" and e.value < 256 for e in value)
        if octets and len(value) >= 16:
            return "⟦" + _hex(bytes(e.value for e in value)) + "⟧"
        return "[" + ", ".join(diagnostic(e) for e in value) + "]"
    if kind == "map":
        return "{" + ", ".join(diagnostic(k) + ": " + diagnostic(v) for k, v in value) + "}"
    return {"bool": str(value).lower()}.get(kind, kind)


def _hex(octets):
    """Hexadecimal, shortened where nobody would read on: `07 ×32`, `a1b2…c3d4 (300 bytes)`."""
    if len(octets) >= 16 and len(set(octets)) == 1:
        return "%02x ×%d" % (octets[0], len(octets))
    if len(octets) > 96:
        return octets[:32].hex() + "…" + octets[-8:].hex() + " (%d bytes)" % len(octets)
    return octets.hex()
