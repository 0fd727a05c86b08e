"""A tiny SMTP server on 127.0.0.1 for tests: it keeps what it is sent, and refuses what it is told to refuse.
Nothing leaves this machine; the certificate is made for the test and trusted by nobody else."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Stub(socketserver.ThreadingTCPServer):
    """`messages` with their recipients, in the order taken; `logins` (user, password); `plain`: lines sent in clear."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.messages: list[tuple[list[str], EmailMessage]] = []
        self.logins: list[tuple[str, str]] = []
        self.plain: list[bytes] = []
        self.refused: set[str] = set()
        self.hangs_up_after: int | None = None
        self.context: ssl.SSLContext | None = None
        self.wrapped = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Stub

    def handle(self) -> None:
        with suppress(OSError):  # a client may hang up, or not trust the certificate
            self._talk()

    def _talk(self) -> None:
        self.secure = False
        if self.server.wrapped:
            self._encrypt()
        self._say("220 stub")
        self.recipients: list[str] = []
        while line := self.rfile.readline():
            if not self.secure:
                self.server.plain.append(line)
            verb = line.split(b" ")[0].strip().upper().decode()
            if verb == "QUIT":
                return self._say("221 bye")
            getattr(self, f"_{verb.lower()}", self._unknown)(line.strip().decode())

    def _say(self, *lines: str) -> None:
        self.wfile.write(b"".join(f"{line}\r\n".encode() for line in lines))

    def _encrypt(self) -> None:
        assert self.server.context is not None
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.secure = True

    def _unknown(self, _: str) -> None:
        self._say("502 no")

    def _ehlo(self, _: str) -> None:
        offers = ["250-stub", "250-AUTH PLAIN"]
        if self.server.context is not None and not self.secure:
            offers.append("250-STARTTLS")
        self._say(*offers, "250 8BITMIME")

    def _starttls(self, _: str) -> None:
        self._say("220 go")
        self._encrypt()

    def _auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        self.server.logins.append((user, password))
        self._say("235 ok")

    def _mail(self, _: str) -> None:
        if len(self.server.messages) == self.server.hangs_up_after:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.recipients = []
        self._say("250 ok")

    def _rset(self, _: str) -> None:
        self._say("250 ok")

    def _rcpt(self, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        if address in self.server.refused:
            return self._say("550 no such user")
        self.recipients.append(address)
        self._say("250 ok")

    def _data(self, _: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.messages.append((self.recipients, message))
        self._say("250 taken")


@contextmanager
def serving() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for 127.0.0.1 and the file to trust it by."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stub")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, both = folder / "trusted.pem", folder / "server.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(secret + trusted.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, trusted
