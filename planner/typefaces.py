"""Cut the typeface of the pages from its package; `python -m planner.typefaces` does it once."""

from pathlib import Path

import font_source_sans_pro
from fontTools import subset

FONTS = Path(__file__).parent / "static" / "fonts"
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


def subset_font(source, target):
    """Write the characters that pages use as WOFF2; a half written file never gets its name."""
    options = subset.Options(flavor="woff2", notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    unfinished = target.with_suffix(".unfinished")
    with subset.load_font(source, options) as font:
        subsetter.subset(font)
        subset.save_font(font, unfinished, options)
    unfinished.replace(target)


def subset_missing_fonts(folder=FONTS):
    """Return the files that had to be cut."""
    folder.mkdir(parents=True, exist_ok=True)
    package = Path(font_source_sans_pro.font_directory)
    targets = {folder / f"source-sans-{weight}.woff2": name for weight, name in WEIGHTS.items()}
    missing = [target for target in targets if not target.exists()]
    for target in missing:
        subset_font(package / targets[target], target)
    return missing


if __name__ == "__main__":
    subset_missing_fonts()
