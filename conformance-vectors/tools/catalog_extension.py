#!/usr/bin/env python3
"""Writes catalog-extension.json.  python3 tools/catalog_extension.py [--check]"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from scp2p import catalog  # noqa: E402
from scp2p.cbor import encode, head  # noqa: E402
from scp2p.crypto import blake3  # noqa: E402

SEED = bytes([7]) * 32
FILE = FOLDER / "catalog-extension.json"


def shown(item):
    return {k: v.hex() if isinstance(v, bytes) else v for k, v in item.items()}


def items():
    one = catalog.made_item(100)
    yield one
    yield catalog.made_item(3_000)
    yield {**one, "path": None}
    yield {**one, "name": "another"}
    yield {**one, "size": 0, "chunk_count": 0, "chunk_list_hash": blake3(b"")}
    yield {**one, "chunk_count": 9}
    yield {**one, "chunk_list_hash": bytes(32), "mime": None, "tags": ["ä", "b"]}
    yield {**one, "path": "å/𝄞/ы.txt", "name": "ы.txt", "size": (1 << 63) - 1}


def trees():
    for first, last in ((0, 0), (0, 1), (0, 64), (0, 65), (0, 300), (40, 340), (0, 1_100)):
        made = [catalog.made_item(number) for number in range(first, last)]
        pages, root, count = catalog.build(made)
        yield {
            "first": first, "last": last, "count": count, "pages": len(pages),
            "root": root.hex(), "root_page": pages[root].hex() if len(pages[root]) < 2_000 else None,
        }


def edits():
    for before, after in (
        ((0, 64), (0, 65)), ((0, 65), (0, 64)), ((0, 300), (40, 340)), ((0, 10), (20, 30)),
        ((0, 1), (0, 0)), ((0, 300), (300, 301)),
    ):
        olds = [catalog.made_item(n) for n in range(*before)]
        news = [catalog.made_item(n, revision=n % 5 == 0) for n in range(*after)]
        yield {
            "before": before, "after": after, "base": catalog.build(olds)[1].hex(),
            "changes": catalog.changes_bytes(olds, news).hex(),
            "root": catalog.build(news)[1].hex(),
        }


def bad_pages():
    entries = sorted((catalog.key_of(i), catalog.encode_item(i)) for i in map(catalog.made_item, range(80)))
    child, none = [65, bytes(32)], [None] * 15

    def inner(prefix, branches):
        return encode([1, prefix, branches])

    wrong = bytes([(catalog.nibbles(entries[0][0])[0] + 1) % 16])
    yield "items out of order", catalog.leaf(b"", [entries[1], entries[0]])
    yield "an item twice", catalog.leaf(b"", [entries[0], entries[0]])
    yield "an item of another page", catalog.leaf(wrong, entries[:1])
    yield "a leaf of 65", catalog.leaf(b"", entries[:65])
    yield "an empty page that is not the first", catalog.leaf(bytes(1), [])
    yield "a prefix that is no half octet", inner(bytes([16]), [child, *none])
    yield "a prefix too long", inner(bytes(16), [child, *none])
    yield "an inner page of 64", inner(b"", [[64, bytes(32)], *none])
    yield "an empty branch", inner(b"", [child, [0, bytes(32)], *none[1:]])
    yield "fifteen branches", inner(b"", [child, *none[1:]])
    yield "seventeen branches", inner(b"", [child, *none, None])
    yield "counts that overflow", inner(b"", [[(1 << 63) - 1, bytes(32)], child, *none[1:]])
    yield "an unknown kind", encode([2, b"", []])
    yield "a fourth part", encode([0, b"", [], None])
    yield "surplus bytes", catalog.leaf(b"", entries[:1]) + b"\0"
    yield "a longer head than necessary", b"\x98\x03" + catalog.leaf(b"", entries[:1])[1:]
    item = catalog.made_item(100)
    spelled = encode([item["content_id"], item["size"], item["path"], item["name"], None, [], None, None])
    yield "a name that follows from the path", head(4, 3) + b"\x00\x40\x81" + spelled
    large = {**item, "tags": ["t" * 8_192]}
    yield "an item too large", catalog.leaf(b"", [(catalog.key_of(large), catalog.encode_item(large))])


def roots():
    for seq, count in ((1, 0), (2, 3_001), ((1 << 64) - 1, 1_000_000)):
        share, manifest, first = catalog.share_of(SEED), bytes([9]) * 32, bytes([8]) * 32
        root = catalog.root_bytes(share, seq, manifest, count, first)
        yield {
            "seed": SEED.hex(), "share_id": share.hex(), "seq": str(seq), "manifest_id": manifest.hex(),
            "count": count, "first": first.hex(), "encoded": root.hex(),
            "signature": catalog.sign_root(SEED, root).hex(),
        }


def messages():
    share = catalog.share_of(SEED)
    page = catalog.leaf(b"", [])
    root = catalog.root_bytes(share, 2, bytes(32), 0, blake3(page))
    changes = catalog.changes_bytes([], [catalog.made_item(1)])
    offer = {"head": b"h", "root": root, "sig": catalog.sign_root(SEED, root), "manifest": b"m"}
    hashes = [blake3(page), bytes(32)]
    yield 680, "request", {"share_id": share, "seq": 3, "base_seq": None, "base_root": None}
    yield 680, "request", {"share_id": share, "seq": 3, "base_seq": 2, "base_root": blake3(page)}
    yield 681, "response", {**offer, "changes": None}
    yield 681, "response", {**offer, "changes": changes}
    yield 682, "request", {"share_id": share, "hashes": hashes}
    yield 683, "response", {"pages": [page, b""]}
    yield 684, "request", {"shares": [share, bytes(32)]}
    yield 685, "request", {"share_id": share, "seq": 3}


def content():
    return {
        "description": "docs/catalog-protocol.md. items: C1. trees: items first to last - 1 made by"
        " made_item of scp2p/catalog.py. edits: changes from one such tree to another, whose items"
        " divisible by 5 have revision 1. bad_pages: to be refused. roots: C3. messages: C4 to C6;"
        " 684 and 685 are answered with an empty payload.",
        "items": [
            {"item": shown(i), "encoded": catalog.encode_item(i).hex(), "key": catalog.key_of(i).hex()}
            for i in items()
        ],
        "trees": list(trees()),
        "edits": list(edits()),
        "bad_pages": [{"what": what, "page": page.hex()} for what, page in bad_pages()],
        "roots": list(roots()),
        "messages": [
            {"type": number, "direction": direction, "payload": catalog.message(fields).hex()}
            for number, direction, fields in messages()
        ],
    }


def main():
    text = json.dumps(content(), ensure_ascii=False, indent=1) + "\n"
    if "--check" in sys.argv:
        return 0 if FILE.read_text("utf-8") == text else 1
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
