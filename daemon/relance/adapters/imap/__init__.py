"""The firm's mailbox over IMAP: only read (EXAMINE, BODY.PEEK), on imap-tools.

`ImapMailbox` fits `relance.flows.ports.Mailbox` by shape. What the library must never be asked for here: its `flag`
(it expunges what others marked as deleted), `delete`, `move` and `fetch` (it parses inside, and one poisoned mail
stops it for ever).
"""

from relance.adapters.imap.backoff import Backoff
from relance.adapters.imap.mailbox import ImapMailbox
from relance.adapters.imap.settings import ImapSettings

__all__ = ["Backoff", "ImapMailbox", "ImapSettings"]
