"""Catalogs of any size: docs/catalog-protocol.md, sections C1 to C5."""

from .cbor import encode, head, parse
from .crypto import blake3, ed25519_public, ed25519_sign, ed25519_verify, sha256

DOMAIN = b"scp2p-x catalog1"
CHUNK, LEAF_ITEMS, BRANCHES, MAX_DEPTH = 262_144, 64, 16, 16
MAX_ITEM, MAX_PAGE = 8_192, 64 * 8_192 + 64


class Refused(Exception):
    """No item, page or root of a catalog."""


def need(holds, why):
    if not holds:
        raise Refused(why)


# ---------------------------------------------------------------- C1: items


def derived_hash(content, chunks):
    return {0: blake3(b""), 1: blake3(content)}.get(chunks)


def encode_item(item):
    """`item` has the fields of section 9.1, octets as bytes."""
    content, size, path = item["content_id"], item["size"], item["path"]
    chunks, listed = item["chunk_count"], item["chunk_list_hash"]
    follows = path is not None and path.rpartition("/")[2] == item["name"]
    return encode([
        content,
        size,
        path,
        None if follows else item["name"],
        item["mime"],
        item["tags"],
        None if chunks == -(-size // CHUNK) else chunks,
        None if listed == derived_hash(content, chunks) else listed,
    ])


def key_of(item):
    text = item["name"] if item["path"] is None else item["path"]
    return blake3(text.encode("utf-8") + b"\0" + item["content_id"])


def plain(node):
    """A parsed item as Python values; the kinds that occur here."""
    if node.kind == "array":
        return [plain(element) for element in node.value]
    return None if node.kind == "null" else node.value


def decode_item(values):
    need(isinstance(values, list) and len(values) == 8, "eight fields")
    content, size, path, name, mime, tags, chunks, listed = values
    need(isinstance(content, bytes) and len(content) == 32, "content id")
    need(isinstance(size, int) and 0 <= size < 1 << 63, "size")
    chunks = -(-size // CHUNK) if chunks is None else chunks
    item = {
        "content_id": content,
        "size": size,
        "name": path.rpartition("/")[2] if name is None and path is not None else name,
        "path": path,
        "mime": mime,
        "tags": tags,
        "chunk_count": chunks,
        "chunk_list_hash": derived_hash(content, chunks) if listed is None else listed,
    }
    need(item["name"] is not None and item["chunk_list_hash"] is not None, "name or hash")
    need(len(encode_item(item)) <= MAX_ITEM, "too large")
    return item


# ---------------------------------------------------------------- C2: pages


def nibbles(key):
    return bytes(half for octet in key for half in (octet >> 4, octet & 15))


def leaf(prefix, entries):
    """Entries are (key, encoded item), sorted."""
    return head(4, 3) + encode(0) + encode(prefix) + head(4, len(entries)) + b"".join(
        encoded for _, encoded in entries
    )


def build(items):
    """All pages by hash, and the hash and count of the first one."""
    entries = sorted((key_of(item), encode_item(item)) for item in items)
    pages = {}

    def below(prefix, part):
        if len(part) <= LEAF_ITEMS:
            page = leaf(prefix, part)
        else:
            branches = []
            for branch in range(BRANCHES):
                inside = [e for e in part if nibbles(e[0])[len(prefix)] == branch]
                branches.append(below(prefix + bytes([branch]), inside) if inside else None)
            page = encode([1, prefix, branches])
        pages[blake3(page)] = page
        return [len(part), blake3(page)]

    count, root = below(b"", entries)
    return pages, root, count


def decode_page(page):
    """(prefix, count) of a page that keeps all rules that one sees by looking at it alone."""
    need(len(page) <= MAX_PAGE, "too large")
    values = plain(parse(page))
    need(isinstance(values, list) and len(values) == 3, "three parts")
    kind, prefix, body = values
    need(kind in (0, 1) and isinstance(prefix, bytes) and isinstance(body, list), "form")
    need(len(prefix) <= MAX_DEPTH and all(half < BRANCHES for half in prefix), "prefix")
    if kind == 0:
        need(len(body) <= LEAF_ITEMS and (body or not prefix), "number of items")
        items = [decode_item(values) for values in body]
        keys = [key_of(item) for item in items]
        need(all(nibbles(key).startswith(prefix) for key in keys), "item of another page")
        need(all(a < b for a, b in zip(keys, keys[1:])), "order")
        again = leaf(prefix, [(key, encode_item(item)) for key, item in zip(keys, items)])
        count = len(items)
    else:
        need(len(body) == BRANCHES and len(prefix) < MAX_DEPTH, "branches")
        for child in body:
            good = child is None or (
                isinstance(child, list) and len(child) == 2 and child[0] > 0 and len(child[1]) == 32
            )
            need(good, "branch")
        count = sum(child[0] for child in body if child)
        need(LEAF_ITEMS < count < 1 << 63, "count")
        again = encode([1, prefix, body])
    need(again == page, "not the one form")
    return prefix, count


# ---------------------------------------------------------------- C3 and C4


def root_bytes(share, seq, manifest, count, first):
    return encode([1, share, seq, manifest, count, first])


def sign_root(seed, root):
    return ed25519_sign(seed, DOMAIN + root)


def verify_root(seed, root, signature):
    return ed25519_verify(ed25519_public(seed), DOMAIN + root, signature, strict=True)


def share_of(seed):
    return sha256(ed25519_public(seed))


def changes_bytes(before, after):
    """Both lists by ascending key."""
    olds = {key_of(item): encode_item(item) for item in before}
    news = {key_of(item): encode_item(item) for item in after}
    gone = [key for key in sorted(olds) if key not in news]
    added = [news[key] for key in sorted(news) if olds.get(key) != news[key]]
    return head(4, 2) + encode(gone) + head(4, len(added)) + b"".join(added)


def made_item(number, revision=0):
    """The items of the trees in catalog-extension.json."""
    content = blake3(b"content %d %d" % (number, revision))
    size = number * 1_000
    chunks = -(-size // CHUNK)
    return {
        "content_id": content,
        "size": size,
        "name": "file-%04d.txt" % number,
        "path": "folder-%02d/file-%04d.txt" % (number % 7, number),
        "mime": "text/plain",
        "tags": ["even"] if number % 2 == 0 else [],
        "chunk_count": chunks,
        "chunk_list_hash": derived_hash(content, chunks) or blake3(b"list" + content),
    }


def message(fields):
    return encode(fields)
