"""The smallest client of MQTT 3.1.1 that can publish at QoS 1 and wait until the broker has it."""
import socket
import struct


def text(words):
    raw = words.encode()
    return struct.pack("!H", len(raw)) + raw


def packet(first, body):
    size, length = len(body), b""
    while True:
        size, digit = divmod(size, 128)
        length += bytes([digit | (0x80 if size else 0)])
        if not size:
            return bytes([first]) + length + body


class Publisher:
    """Raises OSError when the broker does not want it, or is not there."""

    def __init__(self, port, name, user, password):
        self.socket, self.number = socket.create_connection(("127.0.0.1", port), timeout=20), 0
        # Clause 3.1: clean session, user name and password, keep alive of 60 seconds.
        self.socket.sendall(packet(0x10, text("MQTT") + bytes([4, 0xC2]) + struct.pack("!H", 60) + text(name) + text(user) + text(password)))
        kind, body = self.receive()
        if kind != 0x20 or body[1] != 0:
            raise OSError(f"the broker refused {name}")

    def receive(self):
        first, size, shift = self.exactly(1)[0], 0, 0
        while True:
            digit = self.exactly(1)[0]
            size |= (digit & 0x7F) << shift
            shift += 7
            if digit < 0x80:
                return first & 0xF0, self.exactly(size)

    def exactly(self, size):
        out = b""
        while len(out) < size:
            more = self.socket.recv(size - len(out))
            if not more:
                raise OSError("the broker closed the connection")
            out += more
        return out

    def publish(self, topic, payload):
        """Returns when the broker has acknowledged it (clause 3.4)."""
        self.number = self.number % 65535 + 1
        self.socket.sendall(packet(0x32, text(topic) + struct.pack("!H", self.number) + payload.encode()))
        while True:
            kind, body = self.receive()
            if kind == 0x40 and struct.unpack("!H", body)[0] == self.number:
                return

    def close(self):
        self.socket.close()
