#!/usr/bin/env python3
"""Writes hello-extension.json.  python3 tools/hello_extension.py [--check]"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from scp2p.cbor import encode, head  # noqa: E402
from scp2p.extension import decode  # noqa: E402

FILE = FOLDER / "hello-extension.json"
V, SIG, LIMITS, FEATURES = (encode(name) for name in ("v", "sig", "limits", "features"))
SIGNATURE = encode(b"\x09" * 64)
PING = encode({"ping": 1})
LIMIT = encode({"max-inflight": 32})


def value(version=b"\x01", sig=SIGNATURE, limits=LIMIT, features=PING, more=()):
    pairs = [(V, version), (SIG, sig), (LIMITS, limits), (FEATURES, features), *more]
    return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)


def limit(item):
    return value(limits=head(5, 1) + encode("max-inflight") + item)


def accepted():
    bound = [(encode("binding"), encode(b"\x05" * 32)), (encode("peer_hello"), encode(b"\x06" * 32))]
    yield "hello 1", value()
    yield "hello 2 or 3", value(more=bound)
    yield "a key that means nothing", value(more=[(encode("later"), encode([1, 2]))])
    yield "a number longer than it need be", limit(bytes.fromhex("1900ff"))
    yield "no features and no limits", value(limits=b"\xa0", features=b"\xa0")


def refused():
    # Found by fuzzing: a library may call a tagged number an integer and then not give it out.
    yield "a tagged limit", limit(b"\xd4\x00")
    yield "a limit with the tag of a date", limit(b"\xc1\x00")
    yield "a limit with a tag that only describes", limit(bytes.fromhex("d9d9f71820"))
    yield "a tagged feature version", value(features=head(5, 1) + encode("ping") + b"\xd4\x01")
    yield "a tagged version", value(version=b"\xd4\x01")
    yield "a limit that is text", limit(encode("32"))
    yield "a negative limit", limit(b"\x20")
    yield "a limit of 2^63", limit(bytes.fromhex("1b8000000000000000"))
    yield "a feature of version 0", value(features=encode({"ping": 0}))
    yield "a feature with a capital", value(features=encode({"Ping": 1}))
    yield "no signature", head(5, 3) + V + b"\x01" + LIMITS + LIMIT + FEATURES + PING
    yield "a short signature", value(sig=encode(b"\x09" * 63))
    yield "33 features", value(features=encode({"f%d" % n: 1 for n in range(33)}))
    yield "a list", encode([1])


def content():
    return {
        "description": "The value of the hello key x (X1 of docs/extensions.md), whose signature nobody has checked yet."
        " accepted: what it says. refused: what no receiver takes.",
        "accepted": [
            {"what": what, "value": octets.hex(), "expected": decode(octets)}
            for what, octets in accepted()
        ],
        "refused": [{"what": what, "value": octets.hex()} for what, octets in refused()],
    }


def main():
    text = json.dumps(content(), ensure_ascii=False, indent=1) + "\n"
    if "--check" in sys.argv:
        return 0 if FILE.read_text("utf-8") == text else 1
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
