"""Every letter as it leaves, compared with a copy a person has read.

After a wanted change: `RELANCE_GOLDEN=write pytest tests/writing/test_writing_golden.py`, then read the difference
aloud before committing it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from pypdf import PdfReader

from relance.domain.model import Letter
from relance.writing.gabarits import Gabarits
from relance.writing.letter_pdf import formal_notice_pdf
from relance.writing.letters import render
from relance.writing.samples import samples

GOLDEN = Path(__file__).parent / "golden"


def compare(name: str, content: str) -> None:
    file = GOLDEN / name
    if os.environ.get("RELANCE_GOLDEN") == "write":
        file.write_text(content, encoding="utf-8")
    assert content == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("letter", Letter)
def test_each_letter_reads_as_it_was_approved(letter: Letter, gabarits: Gabarits) -> None:
    told = []
    for case, facts in samples(letter):
        written = render(letter, facts, gabarits)
        told.append(f"######## {case}\nObjet : {written.subject}\n\n{written.text}")
    compare(f"{letter.value}.txt", "\n".join(told))


@pytest.mark.parametrize(("letter", "case"), [(Letter.FIRM, "several"), (Letter.APPROVAL, "approval")])
def test_the_html_version_looks_as_it_was_approved(letter: Letter, case: str, gabarits: Gabarits) -> None:
    compare(f"{letter.value}.html", render(letter, dict(samples(letter))[case], gabarits).html)


@pytest.mark.parametrize("case", [name for name, _ in samples(Letter.FORMAL_NOTICE)])
def test_the_formal_notice_on_paper_reads_as_it_was_approved(case: str, gabarits: Gabarits) -> None:
    pdf = formal_notice_pdf(dict(samples(Letter.FORMAL_NOTICE))[case], gabarits)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    compare(f"formal_notice_letter-{case}.txt", "\n--- page ---\n".join(pages) + "\n")
