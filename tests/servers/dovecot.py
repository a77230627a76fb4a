"""A real Dovecot on a free loopback port, in a temporary directory."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Self

from servers.embedded import free_port

CONF = """
base_dir = {home}/run
state_dir = {home}/state
instance_name = relance-tests
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 0
auth_mechanisms = plain login
mail_location = maildir:{home}/mail/%u:INBOX=%h/INBOX
mail_home = {home}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
mailbox_list_index = no
imap_idle_notify_interval = 2 mins
passdb {{
  driver = static
  args = password={password} allow_nets=127.0.0.1/32
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
{special}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service ipc {{
  chroot =
}}
service director {{
  chroot =
}}
service old-stats {{
  chroot =
}}
"""

SPECIAL = """
  mailbox "{name}" {{
    auto = create
    special_use = \\Sent
  }}
"""


def installed() -> str | None:
    """The program, or None."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class DovecotServer:
    """One account; `sent` names a folder with the special use \\Sent ("" = there is none)."""

    def __init__(self, sent: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="relance-dovecot-")
        self.home = Path(self._folder.name)
        self.host, self.port = "127.0.0.1", free_port()
        self.username, self.password = "comptabilite@cabinet.test", "essai"
        self._sent = sent
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        program = installed()
        assert program is not None
        root = os.geteuid() == 0
        me = getpass.getuser()
        for folder in ("run", "state", "mail"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        # Dovecot refuses mail that belongs to root.
        owner = pwd.getpwnam("nobody" if root else me)
        if root:
            self.home.chmod(0o755)
            os.chown(self.home / "mail", owner.pw_uid, owner.pw_gid)
        conf = self.home / "dovecot.conf"
        conf.write_text(
            CONF.format(
                home=self.home,
                internal="dovecot" if root else me,
                login="dovenull" if root else me,
                group="dovecot" if root else grp.getgrgid(owner.pw_gid).gr_name,
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                password=self.password,
                port=self.port,
                special=SPECIAL.format(name=self._sent) if self._sent else "",
            )
        )
        self._process = subprocess.Popen([program, "-F", "-c", str(conf)], stderr=subprocess.PIPE)
        self._wait()
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=20)
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                return self._admin().shutdown()
            except (OSError, imaplib.IMAP4.error) as error:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = self.home / "dovecot.log"
                    told = log.read_text() if log.exists() else ""
                    raise AssertionError(f"Dovecot does not start: {error}\n{told}") from error
                time.sleep(0.05)

    def _admin(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self.host, self.port, timeout=10)
        try:
            client.login(self.username, self.password)
        except BaseException:
            client.shutdown()
            raise
        return client

    def append(self, raw: bytes, flags: Iterable[str] = (), folder: str = "INBOX", at: datetime | None = None) -> int:
        """Deliver a mail; its UID."""
        client = self._admin()
        when = imaplib.Time2Internaldate(at) if at else None
        typ, data = client.append(f'"{folder}"', f"({' '.join(flags)})", when, raw)
        client.logout()
        assert typ == "OK", data
        return int(data[0].split(b"]")[0].split()[-1])

    def flags(self, folder: str = "INBOX") -> dict[int, frozenset[str]]:
        """The lasting flags of each mail, by UID."""
        found = {}
        for line in self._fetch(folder, "(UID FLAGS)"):
            uid, told = line.split(b"UID ")[1].split()[0].strip(b")"), line.split(b"FLAGS (")[1].split(b")")[0]
            found[int(uid)] = frozenset(flag.decode() for flag in told.split()) - {"\\Recent"}
        return found

    def uids(self, folder: str = "INBOX") -> list[int]:
        return sorted(self.flags(folder))

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        """The bytes of each mail, ascending by UID."""
        return [piece[1] for piece in self._fetch(folder, "BODY.PEEK[]") if isinstance(piece, tuple)]

    def _fetch(self, folder: str, items: str) -> list[bytes]:
        client = self._admin()
        client.select(f'"{folder}"', readonly=True)
        _, data = client.uid("FETCH", "1:*", items)
        client.logout()
        return [piece for piece in data if piece]

    def create(self, folder: str) -> None:
        """Create a folder, named as on the wire (modified UTF-7)."""
        client = self._admin()
        typ, data = client.create(f'"{folder}"')
        client.logout()
        assert typ == "OK", data

    def recreate_inbox(self) -> None:
        """Throw the INBOX away and make another, with another UIDVALIDITY."""
        before = self._uidvalidity()
        inbox = self.home / "mail" / self.username / "INBOX"
        time.sleep(1.1)  # UIDVALIDITY is the time in seconds
        shutil.rmtree(inbox)
        assert self._uidvalidity() != before

    def _uidvalidity(self) -> bytes:
        client = self._admin()
        _, data = client.status("INBOX", "(UIDVALIDITY)")
        client.logout()
        return bytes(data[0])
