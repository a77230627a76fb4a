"""relance: e-mail dunning for French law firms.

The map of the package, from the top (what may import) to the bottom (what is imported):

    cli        commands -> one call each; the only place that prints and exits
    demo       the rehearsal: embedded servers, simulated clients
    bootstrap  configuration -> real adapters -> flows; the only place that chooses
    flows      async: gather -> decide -> apply            adapters   IMAP, SMTP, store, clock, systemd
    reading    pure: bytes -> meaning                      writing    pure: meaning -> bytes
    domain     pure: what the firm decides (case, calendar, escalation, the table of decisions)
    errors     sentences for people
"""

__version__ = "0.1.0"
