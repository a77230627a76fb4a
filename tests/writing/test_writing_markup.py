from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.writing.markup import ReplyLink, parse, protect, restore, to_html, to_text, typography

NASTY = st.text(st.sampled_from("ab |*-=>!\\\n<&\"'€\u00a0"), max_size=30)


class Seen(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def kinds(source: str) -> list[str]:
    return [block.kind for block in parse(source)]


def test_each_first_character_makes_its_block() -> None:
    source = "a\nb\n\n- c\n- d\n| e | f |\n= g | h\n> i\n\n! ok | j\n---\nk"
    assert kinds(source) == ["text", "list", "table", "pairs", "quote", "answers", "rule", "text"]


@pytest.mark.parametrize("line", ["-5,00 €", "-x", "=2", "!non", "|"])
def test_a_mark_without_its_space_is_text_but_for_a_bare_mark(line: str) -> None:
    assert kinds(line) == (["table"] if line == "|" else ["text"])


def test_lines_of_a_paragraph_are_joined_and_a_backslash_breaks() -> None:
    assert to_text(parse("a\nb \\\nc")) == "a b\nc\n"


@given(NASTY)
def test_what_comes_from_data_is_never_markup(value: str) -> None:
    assert kinds(f"{protect(value)} x") == ["text"]
    (block,) = parse(f"= label | {protect(value)} x")
    assert len(block.rows) == 1
    assert restore(block.rows[0][1]).split() == f"{value} x".split()
    (table,) = parse(f"| a | b |\n| {protect(value)}x | c |")
    assert [len(row) for row in table.rows] == [2, 2]


@given(NASTY)
def test_data_makes_no_html(value: str) -> None:
    page = to_html(parse(f"x {protect(value)} y\n\n> {protect(value)}"), value, None)
    seen = Seen(page)
    assert {tag for tag, _ in seen.tags} <= {"html", "head", "meta", "title", "body", "div", "p", "br", "blockquote"}
    assert "".join(value.split()) in "".join(seen.words.split())


def test_control_characters_and_stand_ins_of_data_are_dropped() -> None:
    assert protect("a\x00b\ue001c\x1bd\ue007") == "abcd"
    assert restore(protect("a\r\nb\tc|*d\\")) == "a\nb c|*d\\"


def test_sums_stand_to_the_right_in_both_versions() -> None:
    blocks = parse("| Facture | Reste |\n| A | 1,00 € |\n| **Total** | **10,00 €** |")
    assert to_text(blocks) == "Facture     Reste\nA          1,00 €\nTotal     10,00 €\n"
    assert to_html(blocks, "x", None).count("text-align:right") == 3


def test_a_wide_table_is_told_row_by_row_in_text() -> None:
    blocks = parse(f"| Facture | Client |\n| A | {'long ' * 20}|\n| B | |")
    assert to_text(blocks) == f"- Facture\u00a0: A, Client\u00a0: {'long ' * 19}long\n- Facture\u00a0: B\n"


def test_answer_words_open_a_mail_with_the_reference_and_the_word() -> None:
    page = to_html(parse("! 1 pause 15 jours | on attend"), "x", ReplyLink("c+ab@c.test", "Re: [R-AB] é & ?"))
    (link,) = [attrs["href"] for tag, attrs in Seen(page).tags if tag == "a"]
    assert link == "mailto:c+ab@c.test?subject=Re%3A%20%5BR-AB%5D%20%C3%A9%20%26%20%3F&body=1%20pause%2015%20jours"


def test_without_a_reply_address_answer_words_are_words() -> None:
    assert "<a " not in to_html(parse("! ok | oui"), "x", None)


def test_bold_reaches_html_and_leaves_no_star_in_text() -> None:
    blocks = parse("un **mot** et ** seul")
    assert "<strong>mot</strong> et  seul" in to_html(blocks, "x", None)
    assert to_text(blocks) == "un mot et  seul\n"


def test_french_spaces_do_not_break() -> None:
    given_text = "« oui » : n° 4 ; 40 € ! L. 441-10 ? 12:30 a;b http://x"
    wanted = "«\u00a0oui\u00a0»\u00a0: n°\u00a04\u202f; 40\u00a0€\u202f! L.\u00a0441-10\u202f? 12:30 a;b http://x"
    assert typography(given_text) == wanted
    assert typography(wanted) == wanted
