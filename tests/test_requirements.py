"""docs/requirements.md leads to the rule behind each requirement: its files exist, and each names the requirement."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
INDEX = ROOT / "docs" / "requirements.md"

#: 003-12 · 003-15/16 · 003-20…22 · 001-5 … 001-8 · 003-7, 003-8, and test_003_12_… in the name of a test
MENTION = re.compile(r"\b(00[0-4])-(\d+[a-z]?)((?:\s?(?:…|/|, )\s?(?:00[0-4]-)?\d+[a-z]?\b)*)")
FURTHER = re.compile(r"(…|/|, )\s?(?:(00[0-4])-)?(\d+)([a-z]?)\b")
TEST_NAME = re.compile(r"test_(00[0-4])_(\d+[a-z]?)_(?:(\d+)_)?")


def requirements(text):
    """Return the ids of all requirements that a text names, ranges and lists included."""
    found = set()
    for part, first, more in MENTION.findall(text):
        found.add(f"{part}-{first}")
        last = int(re.match(r"\d+", first)[0])
        for sign, other_part, number, letter in FURTHER.findall(more):
            part = other_part or part
            start = last + 1 if sign == "…" else int(number)
            found.update(f"{part}-{each}" for each in range(start, int(number) + 1))
            found.add(f"{part}-{number}{letter}")
            last = int(number)
    for part, number, other in TEST_NAME.findall(text):
        found.update(f"{part}-{each}" for each in (number, other) if each)
    return found


ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in INDEX.read_text().splitlines()
    if re.match(r"\| 00\d-", line)
]


def test_every_requirement_is_in_the_index():
    """Their numbers have no gap."""
    found = {
        int(number)
        for row in ROWS
        for part, number in [each.split("-") for each in requirements(row[0])]
        if part == "003" and number.isdigit()
    }
    assert found == set(range(1, 53))
    assert len({each for row in ROWS for each in requirements(row[0])}) == 132


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_files_of_a_requirement(row):
    """Both the rule and its test are there, and together their files name each id of the row."""
    wanted = requirements(row[0])
    for cell in row[2:4]:
        files = [(INDEX.parent / path).resolve() for path in re.findall(r"\]\(([^)]+)\)", cell)]
        assert files, f"{row[0]}: no file"
        named = [requirements(file.read_text()) for file in files]
        assert wanted <= set().union(*named), f"{row[0]}: not in {cell}"
        for file, ids in zip(files, named, strict=True):
            assert ids & wanted, f"{row[0]}: {file.name} doesn't name it"
