from fontTools.ttLib import TTFont

from planner.typefaces import subset_missing_fonts

NAMES = "Łódź Đorđević Özdemir Größe ẞ ’“”„–… 24 € ← → ✓"
BEFORE_PM = "\N{NARROW NO-BREAK SPACE}"


def test_both_weights_are_cut_once(tmp_path):
    files = subset_missing_fonts(tmp_path)

    assert sorted(file.name for file in files) == [
        "source-sans-regular.woff2",
        "source-sans-semibold.woff2",
    ]
    assert subset_missing_fonts(tmp_path) == []


def test_each_file_is_small_and_can_write_european_names_and_american_times(tmp_path):
    for file in subset_missing_fonts(tmp_path):
        with TTFont(file) as font:
            letters = font.getBestCmap()

        assert file.stat().st_size < 45_000
        assert [letter for letter in NAMES + BEFORE_PM if ord(letter) not in letters] == []


def test_an_interrupted_cut_is_made_again(tmp_path):
    (tmp_path / "source-sans-regular.unfinished").write_text("half")

    assert len(subset_missing_fonts(tmp_path)) == 2
    assert not (tmp_path / "source-sans-regular.unfinished").exists()
