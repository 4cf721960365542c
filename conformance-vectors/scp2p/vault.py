"""docs/vault-protocol.md: keys, segments, shards, proofs, words, links and catalog pages."""

import base64
import hashlib
import hmac
import struct

from scp2p import crypto
from scp2p.cbor import encode, parse

TAG = 16
LEAF = 1024

# ---------------------------------------------------------------- keys (section V4)


def hkdf(secret, info, salt=b"", size=32):
    """HKDF-SHA-256 (RFC 5869)."""
    prk = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    output, block = b"", b""
    for counter in range(1, -(-size // 32) + 1):
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha256).digest()
        output += block
    return output[:size]


def shard_id(file_key, index, generation):
    return hkdf(file_key, b"scp2p vault shard-id v1" + struct.pack(">HQ", index, generation))


def unwrap(owner_seed, file_id, wrapped):
    """The file key, or None if it is not this owner's for this file."""
    key = hkdf(owner_seed, b"scp2p vault file-key wrapping v1")
    return crypto.xchacha20_poly1305_open(key, wrapped[:24], wrapped[24:], file_id)


# ---------------------------------------------------------------- AES-256-GCM


def _times(a, b):
    """GF(256) with the polynomial 0x11b."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = a << 1 ^ (0x11B if a & 0x80 else 0), b >> 1
    return product


def _sbox():
    box = []
    for x in range(256):
        inverse = next((y for y in range(256) if _times(x, y) == 1), 0)
        turned = 0
        for turn in range(5):
            turned ^= (inverse << turn | inverse >> 8 - turn) & 0xFF
        box.append(turned ^ 0x63)
    return box


_SBOX = _sbox()
_DOUBLE = [_times(x, 2) for x in range(256)]


def _schedule(key):
    """The 15 round keys of AES-256."""
    words, factor = [key[i : i + 4] for i in range(0, 32, 4)], 1
    while len(words) < 60:
        word = words[-1]
        if len(words) % 8 == 0:
            word = bytes(_SBOX[x] for x in word[1:] + word[:1])
            word, factor = bytes([word[0] ^ factor]) + word[1:], _DOUBLE[factor]
        elif len(words) % 8 == 4:
            word = bytes(_SBOX[x] for x in word)
        words.append(bytes(x ^ y for x, y in zip(words[-8], word)))
    return [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]


def _aes(round_keys, block):
    state = bytes(x ^ y for x, y in zip(block, round_keys[0]))
    for number, key in enumerate(round_keys[1:], 1):
        state = [_SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < len(round_keys) - 1:
            mixed = []
            for i in range(0, 16, 4):
                a = state[i : i + 4]
                every = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[j] ^ every ^ _DOUBLE[a[j] ^ a[(j + 1) % 4]] for j in range(4)]
            state = mixed
        state = bytes(x ^ y for x, y in zip(state, key))
    return state


def _ghash(h, data):
    y, r = 0, 0xE1 << 120
    for i in range(0, len(data), 16):
        x, y, z = y ^ int.from_bytes(data[i : i + 16], "big"), 0, h
        for bit in range(127, -1, -1):
            y ^= z if x >> bit & 1 else 0
            z = z >> 1 ^ (r if z & 1 else 0)
    return y.to_bytes(16, "big")


def aes_gcm_seal(key, nonce, bound, plain):
    """AES-256-GCM (NIST SP 800-38D) with a nonce of 12 bytes; the tag comes last."""
    keys = _schedule(key)
    h = int.from_bytes(_aes(keys, bytes(16)), "big")
    text = b""
    for i in range(0, len(plain), 16):
        stream = _aes(keys, nonce + struct.pack(">I", 2 + i // 16))
        text += bytes(x ^ y for x, y in zip(plain[i : i + 16], stream))
    padded = bound + bytes(-len(bound) % 16) + text + bytes(-len(text) % 16)
    lengths = struct.pack(">QQ", 8 * len(bound), 8 * len(text))
    tag = zip(_ghash(h, padded + lengths), _aes(keys, nonce + b"\0\0\0\1"))
    return text + bytes(x ^ y for x, y in tag)


# ---------------------------------------------------------------- segments and shards (section V5)


def shards(file_key, file_id, plain, k, log, parity):
    """All shards of a file; `parity` makes m lists of bytes from k of equal length."""
    key = hkdf(file_key, b"scp2p vault segments v1", file_id)
    size = (k << log) - TAG
    count = max(1, -(-len(plain) // size))
    result = None
    for number in range(count):
        last = bytes([number == count - 1])
        sealed = aes_gcm_seal(
            key,
            last + bytes(3) + struct.pack(">Q", number),
            b"scp2p vault segment v1" + file_id + struct.pack(">Q", number) + last,
            plain[number * size : (number + 1) * size],
        )
        sealed += bytes(-len(sealed) % k)
        piece = len(sealed) // k
        pieces = [sealed[i * piece : (i + 1) * piece] for i in range(k)]
        pieces += parity(pieces)
        result = [a + b for a, b in zip(result, pieces)] if result else pieces
    return result


# ---------------------------------------------------------------- proofs (section V6)


def _value(node):
    cv, block, counter, length, flags = node
    return struct.pack("<8I", *crypto._compress(cv, block, counter, length, flags)[:8])


def _rooted(node):
    cv, block, _, length, flags = node
    return struct.pack("<8I", *crypto._compress(cv, block, 0, length, flags | crypto._ROOT)[:8])


def verify_proof(size, first, data, proof):
    """The root of a shard of so many bytes, from `data` that begins at leaf `first`."""
    values = [proof[i : i + 32] for i in range(0, len(proof), 32)]
    end = first + max(1, -(-len(data) // LEAF))

    def parent(left, right):
        return crypto._IV, left + right, 0, 64, crypto._PARENT

    def node(a, b):
        if first <= a and b <= end:
            part = data[(a - first) * LEAF : (b - first) * LEAF]
            return crypto._node(part, crypto._IV, a, 0)
        left = 1 << (b - a - 1).bit_length() - 1
        return parent(value(a, a + left), value(a + left, b))

    def value(a, b):
        return values.pop(0) if b <= first or a >= end else _value(node(a, b))

    root = _rooted(node(0, max(1, -(-size // LEAF))))
    return None if values else root


# ---------------------------------------------------------------- words (section V7)


def words():
    consonants, vowels = "bdfghjklmnprstvz", "aeiou"
    ugly = "dago homo kaka kike nazi pedo pipi puta puto rape".split()
    made = [
        a + b + c + d
        for i, a in enumerate(consonants)
        for j, b in enumerate(vowels)
        for m, c in enumerate(consonants)
        for n, d in enumerate(vowels)
        if (i + j + m + n) % 3 == 0 and a + b + c + d not in ugly
    ]
    return made[:2048]


def to_words(domain, octets):
    count = -(-(8 * len(octets) + 8) // 11)
    checked = octets + hashlib.sha256(domain + octets).digest()
    bits = int.from_bytes(checked, "big") >> 8 * len(checked) - 11 * count
    listed = words()
    return [listed[bits >> 11 * (count - 1 - i) & 2047] for i in range(count)]


def from_words(domain, said, size):
    """The octets, or None if a word or the checksum is wrong."""
    listed = {word: number for number, word in enumerate(words())}
    bits = 0
    for word in said:
        bits = bits << 11 | listed[word]
    octets = (bits >> 11 * len(said) - 8 * size).to_bytes(size, "big")
    return octets if to_words(domain, octets) == said else None


def join(parts):
    """The seed from parts (head, set, y …) of Shamir's scheme."""
    needed = parts[0][0] >> 4
    some = parts[:needed]
    seed = bytes(32)
    for part in some:
        weight, x = 1, part[0] & 15
        for other in some:
            z = other[0] & 15
            if z != x:
                inverse = next(y for y in range(256) if _times(z ^ x, y) == 1)
                weight = _times(weight, _times(z, inverse))
        seed = bytes(a ^ _times(weight, b) for a, b in zip(seed, part[2:]))
    return seed


# ---------------------------------------------------------------- messages, links, pages


def plain(node):
    """A parsed item as Python values, maps as dicts in the order of their keys."""
    if node.kind == "array":
        return [plain(element) for element in node.value]
    if node.kind == "map":
        return {plain(key): plain(value) for key, value in node.value}
    return node.value


def signed_bytes(kind, fields, order=None):
    """What an order (request), a receipt (622) or a renewal (625, to an order) is signed over."""
    if order is not None and kind == 625:
        head, items = b"renewal", [order[key] for key in (0, 1, 2, 3)] + [fields[1], fields[2]]
    elif kind == 622 and 8 in fields:
        head, items = b"receipt", [fields[key] for key in range(1, 8)]
    else:
        head = b"order"
        items = [kind] + [fields[key] for key in (0, 1, 2, 3)]
        items += [fields[key] for key in sorted(fields) if key >= 5]
    return b"scp2p-x vault " + head + b" v1" + encode(items)


def parse_link(text):
    """File id, and the list of section V8."""
    head, fragment = text.removeprefix("scp2p://v/").split("#")
    octets = base64.urlsafe_b64decode(fragment + "=" * (-len(fragment) % 4))
    value = plain(parse(octets))
    return bytes.fromhex(head), value, octets


def open_page(owner_seed, owner, page, device, sequence, sealed):
    """The encoded catalog of a page, or None."""
    key = hkdf(owner_seed, b"scp2p vault catalog v1")
    bound = b"scp2p vault page v1" + owner + struct.pack(">H", page) + device
    bound += struct.pack(">Q", sequence)
    padded = crypto.xchacha20_poly1305_open(key, sealed[:24], sealed[24:], bound)
    if padded is None or len(padded) % 4096:
        return None
    length = struct.unpack(">I", padded[:4])[0]
    return padded[4 : 4 + length] if not any(padded[4 + length :]) else None
