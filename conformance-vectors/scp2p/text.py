"""Texts people handle: share links (section 16), bootstrap strings (7.3), item paths (9.1)."""

import base64
import ipaddress
import re
from urllib.parse import quote, unquote

from .cbor import Reject
from .rules import share_id

PREFIX = "scp2p://s/"
MAX_PATH_BYTES = 1024
_BASE64 = re.compile(r"[A-Za-z0-9_\-+/]*")


def build_link(identifier, public, bootstrap):
    body = base64.urlsafe_b64encode(identifier + public).decode().rstrip("=")
    query = "?bp=" + quote(",".join(bootstrap), safe="") if bootstrap else ""
    return PREFIX + body + query


def parse_link(text):
    text = text.strip()
    if not text.startswith(PREFIX):
        raise Reject("wrong-prefix")
    body, _, query = text[len(PREFIX) :].partition("?")
    if not _BASE64.fullmatch(body) or len(body) % 4 == 1:
        raise Reject("bad-base64")
    url_safe = body.replace("+", "-").replace("/", "_")
    raw = base64.urlsafe_b64decode(url_safe + "=" * (-len(url_safe) % 4))
    if len(raw) != 64:
        raise Reject("wrong-length")
    if share_id(raw[32:]) != raw[:32]:
        raise Reject("id-mismatch")
    bootstrap = []
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        if name == "bp":
            bootstrap = [entry.strip() for entry in unquote(unquote(value)).split(",")]
    return {"share_id": raw[:32].hex(), "share_pubkey": raw[32:].hex(), "bootstrap": bootstrap}


def parse_bootstrap(text):
    """One entry as a peer address (fields as on the wire)."""
    transport, rest = "tcp", text
    for name in ("tcp", "quic"):
        if text.startswith(name + "://"):
            transport, rest = name, text[len(name) + 3 :]
    address, _, key = rest.rpartition("@")
    if re.fullmatch("[0-9a-fA-F]{64}", key):
        hint = key.lower()
    else:
        address, hint = rest, None
    match = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):([0-9]{1,5})", address)
    if not match or int(match[3]) > 65535:
        raise Reject("bad-address")
    try:
        ip = ipaddress.IPv6Address(match[1]) if match[1] else ipaddress.IPv4Address(match[2])
    except ValueError:
        raise Reject("bad-address") from None
    return {
        "ip": {"V%d" % ip.version: ip.packed.hex()},
        "port": int(match[3]),
        "transport": transport,
        "pubkey_hint": hint,
    }


def expand_bootstrap(texts):
    """Each entry and its twin on the other transport; all TCP first, then all QUIC."""
    entries = []
    for text in texts:
        entry = parse_bootstrap(text)
        if entry["transport"] == "quic":
            twin = {**entry, "transport": "tcp", "port": min(entry["port"] + 1, 65535)}
        else:
            twin = {**entry, "transport": "quic", "port": max(entry["port"] - 1, 0)}
        entries += [e for e in (entry, twin) if e not in entries]
    return sorted(entries, key=lambda e: e["transport"] == "quic")


def normalise_path(path):
    segments = [s for s in path.replace("\\", "/").split("/") if s not in ("", ".")]
    if ".." in segments:
        raise Reject("parent-segment")
    if segments and re.match("[A-Za-z]:", segments[0]):
        raise Reject("drive-letter")
    if not segments:
        raise Reject("empty-path")
    result = "/".join(segments)
    if len(result.encode("utf-8")) > MAX_PATH_BYTES:
        raise Reject("path-too-long")
    return result
