import re
from pathlib import Path

from fontTools.ttLib import TTFont

from planner.typefaces.cache import FILES, VERSION, subset_missing_fonts, typeface_folder

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


def test_only_what_is_missing_is_cut_and_nothing_half_written_stays(tmp_path):
    kept, lost = subset_missing_fonts(tmp_path)
    kept.write_text("as it was")
    lost.unlink()

    assert subset_missing_fonts(tmp_path) == [lost]
    assert kept.read_text() == "as it was"
    assert sorted(file.name for file in tmp_path.iterdir()) == list(FILES)


def test_pages_get_the_typefaces_from_the_cache_and_keep_them(app, client):
    folder = typeface_folder(app.config["CACHE_FOLDER"])
    folder.mkdir(parents=True)
    (folder / FILES[0]).write_bytes(b"cut")

    with client.get(f"/static/fonts/{FILES[0]}?v=1") as answer:
        assert (answer.status_code, answer.data) == (200, b"cut")
    others = [client.get(f"/static/fonts/{name}") for name in (FILES[1], "../../test.sqlite")]

    assert answer.content_type == "font/woff2"
    assert "immutable" in answer.headers["Cache-Control"]
    assert [one.status_code for one in others] == [404, 404]


def test_style_sheet_asks_for_the_files_that_are_cut_and_their_version(app):
    css = Path(app.static_folder, "planner.css").read_text()

    asked = re.findall(r"url\(fonts/([^)?]+)\?v=([^)]+)\)", css)
    assert asked == [(name, VERSION) for name in FILES]
