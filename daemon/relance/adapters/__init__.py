"""The outside world, one file a thing: IMAP, SMTP, files, clock, systemd, the store."""
