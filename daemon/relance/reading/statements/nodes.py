"""An XML element as a plain value: names without namespaces, looked up by path; quick for many thousand entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        raw: its own text, as it stands.
        children: by local name, each in document order.
        money: currency of an amount, "" elsewhere.

    """

    raw: str = ""
    children: dict[str, list[Node]] = field(default_factory=dict)
    money: str = ""

    def all(self, name: str) -> list[Node] | tuple[Node, ...]:
        """The children of that name."""
        return self.children.get(name, ())

    def at(self, *path: str) -> Node | None:
        """The first element at the end of the path, None where there is none."""
        node = self
        for name in path:
            found = node.children.get(name)
            if not found:
                return None
            node = found[0]
        return node

    def told(self, *path: str) -> str:
        """The text at the end of the path without space around it, or ""."""
        node = self.at(*path)
        return node.raw.strip() if node else ""

    def currency(self, *path: str) -> str:
        """The currency of the amount at the end of the path, or ""."""
        node = self.at(*path)
        return node.money if node else ""


def node_of(element: Any) -> Node:
    """The value of an lxml element; the parser bounds how deep it nests."""
    children: dict[str, list[Node]] = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            children.setdefault(tag.rpartition("}")[2], []).append(node_of(child))
    return Node(element.text or "", children, element.get("Ccy") or "")
