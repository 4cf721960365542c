"""Copies a file between two sessions of libtorrent on loopback, once for each line of input.

Arguments: the file, and a folder for the copies. Says "ready" when the file can be fetched, and for each copy how many
seconds it took and how much processor time of this process, both sessions together.
"""
import os
import shutil
import sys
import time

import libtorrent as lt

LOOPBACK = {
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    # Neither obfuscates what it sends: that would cost it processor time. 2: never.
    "in_enc_policy": 2,
    "out_enc_policy": 2,
    # TCP alone, as on our side.
    "enable_incoming_utp": False,
    "enable_outgoing_utp": False,
}


def session():
    return lt.session(LOOPBACK)


def wait_until_seeding(handle):
    while not handle.status().is_seeding:
        error = handle.status().errc
        if error.value():
            raise RuntimeError(error.message())
        time.sleep(0.01)


def described(file):
    storage = lt.file_storage()
    lt.add_files(storage, file)
    torrent = lt.create_torrent(storage)
    lt.set_piece_hashes(torrent, os.path.dirname(file))
    return lt.torrent_info(torrent.generate())


def add(to, info, folder):
    handle = to.add_torrent({"ti": info, "save_path": folder})
    handle.unset_flags(lt.torrent_flags.auto_managed)
    handle.resume()
    return handle


def main():
    file, copies = os.path.abspath(sys.argv[1]), sys.argv[2]
    info = described(file)
    seed = session()
    wait_until_seeding(add(seed, info, os.path.dirname(file)))
    print("ready", flush=True)
    for _ in sys.stdin:
        shutil.rmtree(copies, ignore_errors=True)
        os.makedirs(copies)
        fetching = session()
        began, used = time.monotonic(), time.process_time()
        handle = add(fetching, info, copies)
        handle.connect_peer(("127.0.0.1", seed.listen_port()))
        wait_until_seeding(handle)
        print(time.monotonic() - began, time.process_time() - used, flush=True)
        fetching.remove_torrent(handle)
        del fetching
    shutil.rmtree(copies, ignore_errors=True)


main()
