#!/usr/bin/env python3
"""Writes content-extension.json.  python3 tools/content_extension.py [--check]"""

import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from scp2p import content as pages  # noqa: E402

FILE = FOLDER / "content-extension.json"


def hashes_of(chunks):
    return (bytes(range(251)) * (chunks * 32 // 251 + 1))[: chunks * 32]


def lists():
    for chunks in (30_801, 32_769):
        hashes = hashes_of(chunks)
        values = pages.values_of(hashes)
        yield {
            "chunks": chunks, "list_hash": pages.list_hash_of(hashes).hex(),
            "values": [value.hex() for value in values],
            "proofs": [pages.proof_of(values, page).hex() for page in range(len(values))],
        }


def held():
    yield 5, []
    yield 5, [0, 1, 2, 3, 4]
    yield 20, [1, 8, 17]
    yield 65_537, [0, 1, 2, 5, 65_536]


def messages():
    content = bytes([0xA1]) * 32
    yield 611, "request", {"content_id": content}
    yield 611, "response", {"parts": None}
    yield 611, "response", {"parts": b""}
    yield 611, "response", {"parts": bytes([2, 1, 2])}
    yield 612, "request", {"content_id": content, "page": 0}
    yield 612, "request", {"content_id": content, "page": (1 << 32) - 1}
    yield 612, "response", {"hashes": bytes(range(64)), "proof": bytes(range(96))}


def refused():
    one = bytes(32)
    yield "no hash at all", 612, "response", {"hashes": b"", "proof": one}
    yield "part of a hash", 612, "response", {"hashes": one[:31], "proof": one}
    yield "more than a page", 612, "response", {"hashes": one * 8_193, "proof": one}
    yield "part of a vertex", 612, "response", {"hashes": one, "proof": one + b"\0"}
    yield "a proof of 21 vertices", 612, "response", {"hashes": one, "proof": one * 21}
    yield "more parts than there are", 611, "response", {"parts": bytes(8_193)}
    yield "a page beyond u32", 612, "request", {"content_id": one, "page": 1 << 32}
    yield "no page", 612, "request", {"content_id": one}


def short(payload):
    """A recipe for what has many zeros."""
    zeros = max(re.findall(rb"\0+", payload), key=len, default=b"")
    if len(zeros) < 1_000:
        return payload.hex()
    before, after = payload.split(zeros, 1)
    return {"concat": [before.hex(), {"repeat": "00", "count": len(zeros)}, after.hex()]}


def content():
    return {
        "description": "X5.3 and X5.4 of docs/extensions.md. lists: chunk hash lists whose octet i is"
        " i mod 251, the vertices of their pages and the proof of each. held: the parts of"
        " answer 611 for a content of so many chunks of which some are held. messages: payloads."
        " refused: payloads that no receiver takes.",
        "lists": list(lists()),
        "held": [
            {"chunks": chunks, "held": some, "parts": parts and parts.hex() if parts != b"" else ""}
            for chunks, some in held()
            for parts in (pages.parts_of(chunks, set(some)),)
        ],
        "messages": [
            {"type": number, "direction": direction, "payload": pages.message(fields).hex()}
            for number, direction, fields in messages()
        ],
        "refused": [
            {"what": what, "type": number, "direction": way, "payload": short(pages.message(fields))}
            for what, number, way, fields in refused()
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
