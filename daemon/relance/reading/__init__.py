"""PURE: bytes -> meaning. Raw mail in, values of `relance.domain` out; never raises on a bad mail."""
