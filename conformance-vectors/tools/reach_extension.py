#!/usr/bin/env python3
"""Writes reach-extension.json.  python3 tools/reach_extension.py [--check]"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from scp2p import reach  # noqa: E402
from scp2p.cbor import encode  # noqa: E402

FILE = FOLDER / "reach-extension.json"
USER, PASSWORD = "aaaabbbb", "00001111222233334444555566667777"
HOST = reach.candidate(reach.HOST, "10.1.0.2", 7_000)
SEEN = reach.candidate(reach.SERVER_REFLEXIVE, "203.0.113.11", 50_000)
SIX = reach.candidate(reach.MAPPED, "2001:db8::7", 65_535, 1)


def messages():
    yield reach.offer(USER, PASSWORD, True, [HOST, SEEN])
    yield reach.offer("Ab01", PASSWORD[:22], False, [SIX])
    yield reach.offer("z" * 32, "Z" * 64, True, [HOST] * 16)
    yield reach.offer(USER, PASSWORD, True, [])


def refused():
    yield "a name of 3", reach.offer("abc", PASSWORD, True, [])
    yield "a name of 33", reach.offer("a" * 33, PASSWORD, True, [])
    yield "a name with a colon", reach.offer("ab:cd", PASSWORD, True, [])
    yield "a password of 21", reach.offer(USER, PASSWORD[:21], True, [])
    yield "a password of 65", reach.offer(USER, "a" * 65, True, [])
    yield "17 candidates", reach.offer(USER, PASSWORD, True, [HOST] * 17)
    yield "no such kind", reach.offer(USER, PASSWORD, True, [HOST | {0: 5}])
    yield "an address of 5 bytes", reach.offer(USER, PASSWORD, True, [HOST | {1: bytes(5)}])
    yield "port 0", reach.offer(USER, PASSWORD, True, [HOST | {2: 0}])
    yield "port 65,536", reach.offer(USER, PASSWORD, True, [HOST | {2: 65_536}])
    yield "priority 0", reach.offer(USER, PASSWORD, True, [HOST | {3: 0}])
    yield "priority 2^31", reach.offer(USER, PASSWORD, True, [HOST | {3: 1 << 31}])
    yield "no candidates", encode({0: USER, 1: PASSWORD, 2: True})
    yield "no password", encode({0: USER, 2: True, 3: []})


def checks():
    for number, (controlling, use) in enumerate(((True, False), (True, True), (False, False))):
        case = {
            "transaction": bytes(range(number, number + 12)).hex(),
            "user": "aaaabbbb:ccccdddd",
            "password": PASSWORD,
            "controlling": controlling,
            "tie_breaker": "932ff9b151263b36",
            "use": use,
        }
        yield case | {"packet": reach.check(case).hex()}


def answers():
    for address, port in (("203.0.113.11", 50_000), ("2001:db8::7", 7_000)):
        case = {"transaction": bytes(range(12)).hex(), "password": PASSWORD, "from": address, "port": port}
        yield case | {"packet": reach.answer(case).hex()}


def content():
    return {
        "description": "docs/reach-protocol.md. messages: payloads of 640, the same for both directions."
        " refused: payloads that no receiver takes. checks and answers: whole packets.",
        "messages": [payload.hex() for payload in messages()],
        "refused": [{"what": what, "payload": payload.hex()} for what, payload in refused()],
        "checks": list(checks()),
        "answers": list(answers()),
    }


def main():
    text = json.dumps(content(), ensure_ascii=False, indent=1) + "\n"
    if "--check" in sys.argv:
        return 0 if FILE.read_text("utf-8") == text else 1
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
