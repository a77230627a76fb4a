"""The embedded servers of the rehearsal, as the tests use them."""

from __future__ import annotations

from relance.demo.servers import Delivered, ImapServer, Script, SmtpSink, free_port

__all__ = ["Delivered", "ImapServer", "Script", "SmtpSink", "free_port"]
