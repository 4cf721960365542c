#!/usr/bin/env python3
"""Writes community-extension.json.  python3 tools/community_extension.py [--check]"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from scp2p import community  # noqa: E402
from scp2p.cbor import encode  # noqa: E402
from scp2p.crypto import ed25519_public  # noqa: E402

COMMUNITY, MEMBER, SHARE = (bytes([filler]) * 32 for filler in (21, 22, 23))
NOW = 1_800_000_000
FILE = FOLDER / "community-extension.json"
ID = community.community_of(COMMUNITY)


def member(**other):
    place = {
        "ip": {"V4": "c000020a"}, "port": 7001, "transport": "tcp",
        "pubkey_hint": ed25519_public(MEMBER).hex(),
    }
    return {
        "community_id": ID, "member_node_pubkey": ed25519_public(MEMBER), "announce_seq": 7, "status": 1,
        "issued_at": NOW - 60, "expires_at": NOW - 60 + community.WEEK, "addresses": [place], **other,
    }


def share(**other):
    return {
        "community_id": ID, "share_pubkey": ed25519_public(SHARE),
        "member_node_pubkey": ed25519_public(MEMBER), "latest_manifest_id": bytes([9]) * 32,
        "latest_seq": 3, "status": 1, "members_only": False, "updated_at": NOW - 90_000,
        "issued_at": NOW - 60, "expires_at": NOW - 60 + community.WEEK, "title": "Köln im März",
        "description": None, "tags": ["photo", "travel"], **other,
    }


def records():
    v6 = {"ip": {"V6": "20010db8" + "00" * 11 + "01"}, "port": 443, "transport": "quic", "pubkey_hint": None}
    for fields in (member(), member(status=0, announce_seq=8, addresses=[]), member(addresses=[v6, v6])):
        yield "member", community.member_signed(fields), community.member_record(fields, MEMBER)
    for fields in (
        share(), share(status=0, title=None, tags=[]), share(latest_seq=(1 << 64) - 1, members_only=True),
        share(description="d" * 512, title="t" * 256, tags=["x" * 64] * 16),
    ):
        yield "share", community.share_signed(fields), community.share_record(fields, SHARE)


def bad_records():
    good = community.share_record(share(), SHARE)
    yield "another kind", b"\x33" + good[1:]
    yield "no record", b"\x32"
    yield "cut short", good[:-1]
    yield "surplus bytes", good + b"\0"
    yield "a changed signature", good[:-1] + bytes([good[-1] ^ 1])
    yield "signed by somebody else", community.share_record(share(), MEMBER)
    yield "a member signed by somebody else", community.member_record(member(), SHARE)
    yield "of another community", community.share_record(share(community_id=bytes(32)), SHARE)
    yield "over", community.share_record(share(expires_at=NOW), SHARE)
    yield "signed in the future", community.share_record(share(issued_at=NOW + 601), SHARE)
    yield "for ever", community.share_record(share(expires_at=NOW + community.WEEK), SHARE)
    yield "over before it began", community.share_record(share(expires_at=NOW - 61), SHARE)
    yield "a status that does not exist", community.share_record(share(status=2), SHARE)
    yield "a title too long", community.share_record(share(title="t" * 257), SHARE)
    yield "a description too long", community.share_record(share(description="d" * 513), SHARE)
    yield "a tag too long", community.share_record(share(tags=["x" * 65]), SHARE)
    yield "too many tags", community.share_record(share(tags=["x"] * 17), SHARE)
    many = member()["addresses"] * 5
    yield "too many addresses", community.member_record(member(addresses=many), MEMBER)


def orders():
    """Of two records about the same thing the first one stays."""
    old = community.share_record(share(), SHARE)
    yield community.share_record(share(latest_seq=4, issued_at=NOW - 600, expires_at=NOW + 9), SHARE), old
    yield community.share_record(share(issued_at=NOW - 59), SHARE), old
    yield community.share_record(share(status=0), SHARE), old
    yield community.share_record(share(issued_at=NOW - 59), SHARE), community.share_record(share(status=0), SHARE)
    yield community.member_record(member(announce_seq=8, status=0), MEMBER), community.member_record(member(), MEMBER)
    one, two = share(title="a"), share(title="b")
    signed = sorted([one, two], key=community.share_signed)
    yield community.share_record(signed[1], SHARE), community.share_record(signed[0], SHARE)


def word_cases():
    yield ["Hello, WORLD! hello"], "share"
    yield ["Ｊａｚｚ № 5 — café", None, "ﬁne_art"], "share"
    yield ["Straße ΣΑΣ"], "query"
    yield ["x" * 60 + " " + "ä" * 30], "query"
    yield ["a b c d e f g h i j k"], "query"
    yield [" ... "], "query"


def messages():
    record = community.member_record(member(), MEMBER)
    question = {"community_id": ID, "cursor": None, "limit": 100, "proof": None, "query": None, "since_unix": None}
    yield 660, "request", question
    yield 661, "request", {**question, "cursor": bytes(40), "since_unix": NOW}
    yield 662, "request", {**question, "query": "jazz", "proof": b"\xa0"}
    yield 663, "request", {**question, "cursor": bytes(25), "limit": 256}
    page = {"entries": [record], "next_cursor": None, "more": False, "members": 1, "shares": 0}
    for number in (660, 661, 662, 663):
        yield number, "response", page
    yield 663, "response", {**page, "entries": [], "next_cursor": bytes(25), "more": True}
    yield 664, "request", {"community_id": ID, "entries": [record], "proof": None}
    yield 664, "response", {"kept": 1}


def content():
    return {
        "description": "docs/community-protocol.md. records: what is signed and the record with its tag, valid at now."
        " bad_records: to be refused at now. orders: of two records about the same thing the first one stays."
        " words: the words of texts, of a share or of a query. messages: K4 and K5.",
        "community_id": ID.hex(),
        "now": NOW,
        "records": [
            {"kind": kind, "signed": signed.hex(), "typed": typed.hex()} for kind, signed, typed in records()
        ],
        "bad_records": [{"what": what, "typed": typed.hex()} for what, typed in bad_records()],
        "orders": [{"stays": stays.hex(), "goes": goes.hex()} for stays, goes in orders()],
        "words": [
            {"texts": texts, "of": of, "words": community.words(texts, community.MAX_WORDS[of])}
            for texts, of in word_cases()
        ],
        "messages": [
            {"type": number, "direction": direction, "payload": encode(fields).hex()}
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
