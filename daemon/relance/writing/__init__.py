"""PURE: meaning -> bytes. Letters (Jinja2), mails and PDF letters from facts that are given."""
