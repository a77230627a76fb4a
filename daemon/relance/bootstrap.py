"""The composition root: configuration -> real adapters -> flows."""
