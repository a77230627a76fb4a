"""A real Postfix with directories of its own: submission on a loopback port, everything relayed to one sink.

Root only: Postfix's master insists. The machine's own Postfix is left alone.
"""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from servers.embedded import free_port

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.cabinet.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {home}/postfix.log
maillog_file_prefixes = {home}
alias_maps =
alias_database =
local_recipient_maps =
smtputf8_enable = no
relay_domains = {domain}
relay_recipient_maps = texthash:{home}/recipients
transport_maps =
relayhost = [127.0.0.1]:{sink}
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
message_size_limit = 50000000
minimal_backoff_time = 1s
queue_run_delay = 1s
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


def installed() -> str | None:
    """The program, or None; also None for who is not root."""
    program = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return program if os.geteuid() == 0 else None


class PostfixServer:
    """Takes mail for `recipients` (all of one domain), refuses others of that domain, hands on to a sink's port."""

    def __init__(self, recipients: list[str], sink_port: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="relance-postfix-")
        self.home = Path(self._folder.name)
        self.host, self.port = "127.0.0.1", free_port()
        self._recipients = recipients
        self._sink_port = sink_port

    def start(self) -> Self:
        self.home.chmod(0o755)
        owner = pwd.getpwnam("postfix")
        for name in ("etc", "spool", "data"):
            (self.home / name).mkdir()
        os.chown(self.home / "data", owner.pw_uid, owner.pw_gid)
        (self.home / "recipients").write_text("".join(f"{address} ok\n" for address in self._recipients))
        etc = self.home / "etc"
        (etc / "main.cf").write_text(
            MAIN.format(
                home=self.home,
                daemons="/usr/lib/postfix/sbin",
                domain=self._recipients[0].rpartition("@")[2],
                sink=self._sink_port,
            )
        )
        (etc / "master.cf").write_text(MASTER.format(port=self.port))
        for name in ("postfix-files", "dynamicmaps.cf"):
            shutil.copy(f"/etc/postfix/{name}", etc / name)
        self._command("start")
        self._wait()
        return self

    def stop(self) -> None:
        self._command("stop")
        self._folder.cleanup()

    def log(self) -> str:
        """What Postfix wrote."""
        path = self.home / "postfix.log"
        return path.read_text() if path.exists() else ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def _command(self, word: str) -> None:
        program = installed()
        assert program is not None
        done = subprocess.run(
            [program, "-c", str(self.home / "etc"), word], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr + self.log()

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                with smtplib.SMTP(self.host, self.port, timeout=5):
                    return
            except (OSError, smtplib.SMTPException) as error:
                if time.monotonic() > deadline:
                    raise AssertionError(f"Postfix does not answer: {error}\n{self.log()}") from error
                time.sleep(0.05)
