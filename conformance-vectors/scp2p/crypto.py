"""BLAKE3, Ed25519, X25519 and XChaCha20-Poly1305 from their public definitions. Not constant-time."""

import functools
import hashlib
import struct


def sha256(data):
    return hashlib.sha256(data).digest()


# ---------------------------------------------------------------- BLAKE3

_IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
       0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)  # fmt: skip
_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_COLUMNS_DIAGONALS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                      (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))  # fmt: skip
_START, _END, _PARENT, _ROOT, _KEYED, _CONTEXT, _MATERIAL = (1 << i for i in range(7))
_M = 0xFFFFFFFF


def _schedule():
    """For all 7 rounds: (a, b, c, d, index of x, index of y)."""
    order, steps = list(range(16)), []
    for _ in range(7):
        for i, quad in enumerate(_COLUMNS_DIAGONALS):
            steps.append(quad + (order[2 * i], order[2 * i + 1]))
        order = [order[p] for p in _PERMUTATION]
    return tuple(steps)


_STEPS = _schedule()


def _compress(cv, block, counter, length, flags):
    """The 16 output words of the compression function."""
    m = struct.unpack("<16I", block)
    v = [*cv, *_IV[:4], counter & _M, counter >> 32, length, flags]
    for a, b, c, d, x, y in _STEPS:
        va, vb = v[a], v[b]
        va = (va + vb + m[x]) & _M
        vd = v[d] ^ va
        vd = (vd >> 16 | vd << 16) & _M
        vc = (v[c] + vd) & _M
        vb ^= vc
        vb = (vb >> 12 | vb << 20) & _M
        va = (va + vb + m[y]) & _M
        vd ^= va
        vd = (vd >> 8 | vd << 24) & _M
        vc = (vc + vd) & _M
        vb ^= vc
        v[a], v[b], v[c], v[d] = va, (vb >> 7 | vb << 25) & _M, vc, vd
    return [v[i] ^ v[i + 8] for i in range(8)] + [v[i + 8] ^ cv[i] for i in range(8)]


def _node(data, key, counter, flags):
    """The pending (not yet compressed) last node of the subtree over `data`."""
    chunks = max(1, -(-len(data) // 1024))
    if chunks > 1:
        left = 1 << (chunks - 1).bit_length() - 1
        children = b"".join(
            struct.pack("<8I", *_compress(*_node(part, key, counter + offset, flags))[:8])
            for part, offset in ((data[: left * 1024], 0), (data[left * 1024 :], left))
        )
        return key, children, 0, 64, flags | _PARENT
    cv, blocks = key, max(1, -(-len(data) // 64))
    for i in range(blocks):
        block = data[64 * i : 64 * i + 64]
        mark = flags | (_START if i == 0 else 0) | (_END if i == blocks - 1 else 0)
        node = cv, block.ljust(64, b"\0"), counter, len(block), mark
        if i < blocks - 1:
            cv = _compress(*node)[:8]
    return node


def _blake3(data, key, flags, size):
    cv, block, _, length, mark = _node(data, key, 0, flags)
    output = b""
    for counter in range(-(-size // 64)):
        output += struct.pack("<16I", *_compress(cv, block, counter, length, mark | _ROOT))
    return output[:size]


@functools.lru_cache(maxsize=64)
def blake3(data, size=32):
    return _blake3(data, _IV, 0, size)


def blake3_keyed(key, data, size=32):
    return _blake3(data, struct.unpack("<8I", key), _KEYED, size)


def blake3_derive_key(context, material, size=32):
    context_key = _blake3(context.encode("utf-8"), _IV, _CONTEXT, 32)
    return _blake3(material, struct.unpack("<8I", context_key), _MATERIAL, size)


# ---------------------------------------------------------------- Ed25519 (RFC 8032)

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_MINUS_1 = pow(2, (_P - 1) // 4, _P)
_ZERO = (0, 1, 1, 0)  # extended coordinates X, Y, Z, T


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _multiply(scalar, point):
    result = _ZERO
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


def _compress_point(point):
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decompress(raw):
    """The point, or None when the 32 bytes encode none."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _SQRT_MINUS_1 % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y % _P, 1, x * y % _P


_BASE = _decompress((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def _secret(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


def _challenge(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % _L


@functools.lru_cache(maxsize=64)
def ed25519_public(seed):
    return _compress_point(_multiply(_secret(seed)[0], _BASE))


@functools.lru_cache(maxsize=256)
def ed25519_sign(seed, message):
    scalar, prefix = _secret(seed)
    nonce = _challenge(prefix, message)
    r = _compress_point(_multiply(nonce, _BASE))
    s = (nonce + _challenge(r, ed25519_public(seed), message) * scalar) % _L
    return r + s.to_bytes(32, "little")


def _small_order(point):
    eight = _multiply(8, point)
    return eight[0] == 0 and (eight[1] - eight[2]) % _P == 0


@functools.lru_cache(maxsize=256)
def ed25519_verify(public, message, signature, strict=False):
    """Section 1.4: canonical s always; `strict` also refuses small-order keys and points."""
    key = _decompress(public)
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or s >= _L:
        return False
    if strict:
        r_point = _decompress(r)
        if r_point is None or _small_order(r_point) or _small_order(key):
            return False
    negated = (_P - key[0], key[1], key[2], _P - key[3])
    k = _challenge(r, public, message)
    return _compress_point(_add(_multiply(s, _BASE), _multiply(k, negated))) == r


# ---------------------------------------------------------------- X25519 (RFC 7748)


def x25519(private, public=(9).to_bytes(32, "little")):
    k = int.from_bytes(private, "little") & (1 << 254) - 8 | 1 << 254
    u = int.from_bytes(public, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for bit in reversed(range(255)):
        if swap ^ k >> bit & 1:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swap = k >> bit & 1
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a % _P, c * b % _P, a * a % _P, b * b % _P
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % _P, u * (da - cb) ** 2 % _P
        x2, z2 = aa * bb % _P, e * (aa + 121665 * e) % _P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, _P - 2, _P) % _P).to_bytes(32, "little")


# ---------------------------------------------------------------- XChaCha20-Poly1305


def _chacha_rounds(state):
    v = list(state)
    for _ in range(10):
        for a, b, c, d in _COLUMNS_DIAGONALS:
            for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                v[x] = (v[x] + v[y]) & _M
                v[z] ^= v[x]
                v[z] = (v[z] << turn | v[z] >> 32 - turn) & _M
    return v


def _chacha_state(key, tail):
    return struct.unpack("<16I", b"expand 32-byte k" + key + tail)


def xchacha20_poly1305_open(key, nonce, sealed, bound=b""):
    """The plaintext, or None when the tag is wrong. `bound` is the associated data."""
    hidden = _chacha_rounds(_chacha_state(key, nonce[:16]))
    subkey = struct.pack("<8I", *hidden[:4], *hidden[12:])
    text, tag = sealed[:-16], sealed[-16:]

    def keystream(counter):
        state = _chacha_state(subkey, struct.pack("<II", counter, 0) + nonce[16:])
        return struct.pack("<16I", *((x + y) & _M for x, y in zip(state, _chacha_rounds(state))))

    one_time = keystream(0)
    r = int.from_bytes(one_time[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    mac_input = bound + bytes(-len(bound) % 16) + text + bytes(-len(text) % 16)
    mac_input += struct.pack("<QQ", len(bound), len(text))
    total = 0
    for i in range(0, len(mac_input), 16):
        block = int.from_bytes(mac_input[i : i + 16] + b"\1", "little")
        total = (total + block) * r % (2**130 - 5)
    total += int.from_bytes(one_time[16:32], "little")
    if (total & (1 << 128) - 1).to_bytes(16, "little") != tag:
        return None
    stream = b"".join(keystream(1 + i) for i in range(-(-len(text) // 64)))
    return bytes(x ^ y for x, y in zip(text, stream))
