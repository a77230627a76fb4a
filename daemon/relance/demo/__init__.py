"""The rehearsal: embedded IMAP and SMTP servers, simulated clients."""
