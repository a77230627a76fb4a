"""An XML element as a plain value: names without namespaces, looked up by path; quick for many thousand entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NONE: Mapping[str, list[Node]] = MappingProxyType({})
"""The children of an element that has none; half of them have none."""


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        raw: its own text, as it stands.
        children: by local name, each in document order.
        money: currency of an amount, "" elsewhere.

    """

    raw: str = ""
    children: Mapping[str, list[Node]] = field(default_factory=dict)
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
    for child in element.iterchildren("*"):
        name = child.tag.rpartition("}")[2]
        if len(child):
            made = node_of(child)
        else:
            made = Node(child.text or "", _NONE, child.get("Ccy", "") if name == "Amt" else "")
        found = children.get(name)
        if found is None:
            children[name] = [made]
        else:
            found.append(made)
    return Node(element.text or "", children)
