"""The TOML configuration: every problem at once, in French, with file, key and remedy."""
