"""The extensions X5.3 and X5.4 of docs/extensions.md: hash lists in pages, and what peers hold."""

import struct

from .cbor import head
from .crypto import _IV, _compress, _node, blake3

PAGE_HASHES = 8_192
MAX_PARTS = 65_536
_PAGE_LEAVES = 256


def page_of(hashes, page):
    return hashes[page * PAGE_HASHES * 32 : (page + 1) * PAGE_HASHES * 32]


def page_count(chunks):
    return -(-chunks // PAGE_HASHES)


def _value(octets, first_leaf):
    return struct.pack("<8I", *_compress(*_node(octets, _IV, first_leaf, 0))[:8])


def _parent(left, right):
    return struct.pack("<8I", *_compress(_IV, left + right, 0, 64, 4)[:8])


def values_of(hashes):
    """The vertices of all pages."""
    return [
        _value(page_of(hashes, page), page * _PAGE_LEAVES)
        for page in range(page_count(len(hashes) // 32))
    ]


def _split(count):
    return 1 << (count - 1).bit_length() - 1


def _vertex(values):
    if len(values) == 1:
        return values[0]
    left = _split(len(values))
    return _parent(_vertex(values[:left]), _vertex(values[left:]))


def proof_of(values, page):
    """The vertices beside a page, from left to right."""
    if len(values) == 1:
        return b""
    left = _split(len(values))
    if page < left:
        return proof_of(values[:left], page) + _vertex(values[left:])
    return _vertex(values[:left]) + proof_of(values[left:], page - left)


def root_of(pages, page, value, proof):
    """The hash of the list from one vertex and its proof."""
    rest = [proof[at : at + 32] for at in range(0, len(proof), 32)]

    def node(first, count, root):
        if count == 1 and first == page:
            return value
        if not first <= page < first + count:
            return rest.pop(0)
        left = _split(count)
        pair = node(first, left, False), node(first + left, count - left, False)
        if root:
            return struct.pack("<8I", *_compress(_IV, b"".join(pair), 0, 64, 4 | 8)[:8])
        return _parent(*pair)

    found = node(0, pages, True)
    return found if not rest else None


def verify_page(list_hash, chunks, page, hashes, proof):
    if len(hashes) != 32 * min(PAGE_HASHES, chunks - page * PAGE_HASHES):
        return False
    try:
        root = root_of(page_count(chunks), page, _value(hashes, page * _PAGE_LEAVES), proof)
    except IndexError:
        return False
    return root == list_hash


def list_hash_of(hashes):
    return blake3(hashes)


def parts_of(chunks, held):
    """The bits of the answer 611, or None if everything is held."""
    shift = 0
    while chunks and (chunks - 1) >> shift >= MAX_PARTS:
        shift += 1
    count = ((chunks - 1) >> shift) + 1
    full = [
        all(chunk in held for chunk in range(part << shift, min(chunks, (part + 1) << shift)))
        for part in range(count)
    ]
    if all(full):
        return None
    bits = bytearray(-(-count // 8))
    for part, there in enumerate(full):
        bits[part // 8] |= there << part % 8
    return bytes(bits).rstrip(b"\0")


def message(fields):
    """A map with the keys in the given order; octets, numbers and null."""
    out = head(5, len(fields))
    for key, value in fields.items():
        out += head(3, len(key)) + key.encode()
        if value is None:
            out += b"\xf6"
        elif isinstance(value, int):
            out += head(0, value)
        else:
            out += head(2, len(value)) + value
    return out
