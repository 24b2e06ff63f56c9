"""Cut the typeface of the pages from its package into the folder that is named: a program.

This file imports nothing of the planner, so that it starts at once, and no server keeps in memory
what is needed once.
"""

import sys
from pathlib import Path

import font_source_sans_pro
from fontTools import subset

WEIGHTS = {"regular": "SourceSansPro-Regular.ttf", "semibold": "SourceSansPro-Semibold.ttf"}
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),  # Latin-1, Latin Extended-A and -B
    *range(0x300, 0x330),  # combining accents, for names typed letter by letter
    *range(0x1E00, 0x1F00),  # Latin Extended Additional: Vietnamese, capital sharp s
    *range(0x2000, 0x2070),  # punctuation and spaces: U+2009, and U+202F before AM and PM
    0x20AC,  # euro
    *range(0x2190, 0x219A),  # arrows
    *(0x2212, 0x25AF, 0x2713, 0x2717),  # minus, the stand-in for a missing letter, tick, cross
]


def cut(source: Path, target: Path) -> None:
    """Write the characters that pages use as WOFF2."""
    options = subset.Options(flavor="woff2", notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    with subset.load_font(source, options) as font:
        subsetter.subset(font)
        subset.save_font(font, target, options)


if __name__ == "__main__":
    for weight, name in WEIGHTS.items():
        cut(
            Path(font_source_sans_pro.font_directory, name),
            Path(sys.argv[1], f"source-sans-{weight}.woff2"),
        )
