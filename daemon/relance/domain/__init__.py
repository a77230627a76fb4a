"""PURE: what the firm decides. No clock, no I/O, no await: time, ids and numbers are arguments."""
