"""The form of a backup stays readable: its values, and a file of its first version."""

import datetime as dt
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.backup.manifest import Manifest, Member, manifest_text, read_manifest
from planner.backup.values import PlainType, decoded_line, encoded_line
from planner.commands.backups import restore
from tests.backup.conftest import settings_in
from tests.backup.planners import rows_by_table
from tests.conftest import build

#: Written when version 1 was new, of the tables of revision 3b0d96f5a1c4; it is never changed.
FIRST = Path(__file__).with_name("format-1.zip")
VALUES = {
    PlainType.INTEGER: st.integers(-(2**63), 2**63 - 1),
    PlainType.BOOLEAN: st.booleans(),
    PlainType.TEXT: st.text(),
    PlainType.DATE: st.dates(),
    PlainType.LOCAL_TIME: st.datetimes(),
    PlainType.MOMENT: st.datetimes(),
    PlainType.BYTES: st.binary(),
    PlainType.UUID: st.uuids(),
    PlainType.JSON: st.sampled_from(["null", '{"a": [1, 2.5e300, {"ü": null}]}', ' "\\n"']),
}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_value_comes_back_from_its_line(data):
    kinds = data.draw(st.lists(st.sampled_from(PlainType), max_size=9))
    row = [data.draw(st.none() | VALUES[kind]) for kind in kinds]

    line = encoded_line(kinds, row)

    assert decoded_line(kinds, line) == row
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")


def test_every_type_has_values_here():
    assert VALUES.keys() == set(PlainType)


def test_a_manifest_comes_back_from_its_text():
    manifest = Manifest(
        made_at=dt.datetime(2027, 4, 12, 3, tzinfo=dt.UTC),
        planner="0.2.0",
        revision="3b0d96f5a1c4",
        database="sqlite",
        has_secrets=True,
        tables=(),
        media=(Member(f"media/{'0' * 32}-small.webp", 5, "0" * 64),),
        missing_media=("ü.webp",),
        settings=Member("settings.json", 2, "1" * 64),
    )

    assert read_manifest(manifest_text(manifest)) == manifest


def test_a_file_of_the_first_version_is_restored(tmp_path, run):
    app = build(settings_in(tmp_path / "new") | {"TODAY": "2026-11-28"})

    result = run(app, restore, FIRST, "--no-erasing-log")

    assert result.exit_code == 0, result.output
    assert "Restored 680 rows and 0 files of pictures of 2026-11-29" in result.output
    assert len(rows_by_table(app.config["DATABASE_URL"])["person"]) > 20
    page = app.test_client().get("/highlights/gaeste-aus-minnesota-im-rathaus")
    assert "Senator David Senjem" in page.text
    app.extensions["sessionmaker"].kw["bind"].dispose()
