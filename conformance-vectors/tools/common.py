"""Values that several case files share."""

from scp2p import crypto, rules

SEED_A, SEED_B = "01" * 32, "02" * 32
SEED_S = bytes(range(32)).hex()
PUBLIC_A, PUBLIC_B, PUBLIC_S = (
    crypto.ed25519_public(bytes.fromhex(seed)).hex() for seed in (SEED_A, SEED_B, SEED_S)
)
SHARE_S = rules.share_id(bytes.fromhex(PUBLIC_S)).hex()
A1, B2, C3 = "a1" * 32, "b2" * 32, "c3" * 32
T = 1_700_000_000
MAX_U64 = (1 << 64) - 1


def address(ip, port=7001, transport="tcp", hint=None, via=None):
    """`ip` is the hexadecimal octets of an IPv4 or IPv6 address; `via` is (address, slot)."""
    family = {8: "V4", 32: "V6"}[len(ip)]
    fields = {"ip": {family: ip}, "port": port, "transport": transport, "pubkey_hint": hint}
    if via:
        fields["relay_via"] = {"relay_addr": via[0], "slot_id": via[1]}
    return fields


FIRST = address("c000020a")  # 192.0.2.10:7001
IPV6 = address("20010db8000000000000000000000001", 7000, "quic", bytes(range(32)).hex())
RELAYED = address("c0a80105", via=(FIRST, 0x1122334455667788))
CAPABILITIES = ("dht", "store", "relay", "content_seed", "mobile_light")


def capabilities(*names):
    return {name: name in names for name in CAPABILITIES}


def case(identifier, kind, section, given, **more):
    return {"id": identifier, "kind": kind, "section": section, "input": given, **more}


def verdict(identifier, kind, section, given, reason=None, **more):
    """`reason` None: accepted."""
    stated = {"verdict": "reject", "reason": reason} if reason else {"verdict": "accept"}
    expected = {**stated, **more.pop("expected", {})}
    return case(identifier, kind, section, given, expected=expected, **more)
