"""ASYNC: gather -> decide -> apply. No rule, no SQL, no socket."""
