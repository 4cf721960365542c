#!/usr/bin/env python3
"""The link box: a long line between two network namespaces, for kernels without netem.

    link-box.py --rate 100 --delay 100 --loss 1 --queue 2500 --seed 7 DEVICE DEVICE

Makes two TUN devices, says "ready", and carries packets from one to the other, in both directions alike: each is lost with
the given probability (per cent, a generator with the given seed for each direction), waits until the line is free (Mbit/s
of IP packets) or is dropped when more than the queue (KiB) waits, and arrives so many milliseconds later, never before
its predecessor. Ends with its input, and says then what became of the packets: for each direction carried, lost, dropped.
"""
import argparse, collections, fcntl, os, random, select, struct, sys, time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
LARGEST = 65_600  # Bytes of one packet.
AT_ONCE = 64  # Packets read from one device before the other one has its turn.
FAR_AWAY = 0.2  # Seconds to wait at most: an input that ended is then noticed.


def tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


class Direction:
    """Decides about packets; what it holds is bounded by the queue and by what fits into the delay."""

    def __init__(self, rate_mbit, delay_ms, loss_percent, queue_kib, seed):
        self.seconds_per_byte = 8 / (rate_mbit * 1e6)
        self.delay = delay_ms / 1e3
        self.loss = loss_percent / 100
        self.longest_wait = queue_kib * 1024 * self.seconds_per_byte
        self.chance = random.Random(seed)
        self.free = 0.0  # When the line has sent everything that it took.
        self.under_way = collections.deque()  # (when it arrives, packet)
        self.carried = self.lost = self.dropped = 0

    def take(self, now, packet):
        if self.chance.random() < self.loss:
            self.lost += 1
        elif self.free - now > self.longest_wait:
            self.dropped += 1
        else:
            self.free = max(self.free, now) + len(packet) * self.seconds_per_byte
            self.under_way.append((self.free + self.delay, packet))

    def give(self, now):
        """The next packet that has arrived, if there is one."""
        if self.under_way and self.under_way[0][0] <= now:
            self.carried += 1
            return self.under_way.popleft()[1]
        return None

    def next_arrival(self):
        return self.under_way[0][0] if self.under_way else float("inf")


def carry(ends, directions):
    """ends: two descriptors; directions: from the first, from the second."""
    ways = [(ends[0], ends[1], directions[0]), (ends[1], ends[0], directions[1])]
    clock, read, write = time.monotonic, os.read, os.write
    while True:
        wait = min(way.next_arrival() for way in directions) - clock()
        ready, _, _ = select.select([*ends, 0], [], [], max(0.0, min(wait, FAR_AWAY)))
        if 0 in ready and not read(0, 64):
            return
        for source, sink, way in ways:
            if source in ready:
                try:
                    for _ in range(AT_ONCE):
                        way.take(clock(), read(source, LARGEST))
                except BlockingIOError:
                    pass
            now = clock()
            while (packet := way.give(now)) is not None:
                try:
                    write(sink, packet)
                except OSError:
                    pass  # The device is down: as on a cable that was pulled out.


def main():
    options = argparse.ArgumentParser()
    for name, meaning in (("rate", "Mbit/s"), ("delay", "ms, one way"), ("queue", "KiB"), ("seed", "any number")):
        options.add_argument("--" + name, type=int, required=True, help=meaning)
    options.add_argument("--loss", type=float, required=True, help="per cent")
    options.add_argument("device", nargs=2)
    given = options.parse_args()
    ends = [tun(name) for name in given.device]
    directions = [Direction(given.rate, given.delay, given.loss, given.queue, given.seed + i) for i in range(2)]
    print("ready", flush=True)
    carry(ends, directions)
    for way in directions:
        print(way.carried, way.lost, way.dropped, flush=True)


if __name__ == "__main__":
    sys.exit(main())
