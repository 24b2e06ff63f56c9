"""Acts on pictures: drawn before the transaction, files gone only after it."""

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from planner.db import act, session
from planner.languages import Bilingual
from planner.models import Municipality, Picture
from planner.rules import EditConflict, RuleBroken
from planner.services.places.pictures import (
    PictureChange,
    discard_picture,
    draw_picture,
    set_picture,
)
from tests.factories import make_municipality

TOLD = {"alt": Bilingual("Ein Fluss", "A river"), "credit": "City of Lyon"}


def photo(colour="red"):
    """Return an uploaded picture."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(stream, "PNG")
    stream.seek(0)
    return stream


@pytest.fixture
def files(app):
    """Return a function that names the pictures of which there are files."""
    folder = Path(app.config["MEDIA_FOLDER"])
    return lambda: {path.name.partition("-")[0] for path in folder.glob("*.webp")}


@pytest.fixture
def give(app, save):
    """Return a function that lets a new municipality have a picture, and gives both their keys."""

    def give(colour="red", name="Lyon"):
        row = save(make_municipality(name))
        with app.app_context(), draw_picture(photo(colour)) as new, act("give") as own:
            set_picture(own, own.get_one(Municipality, row.id), PictureChange(new, **TOLD))
        return row.id, new.name

    return give


def test_act_saves_the_picture_that_was_drawn_before_it(give, load, files):
    _, name = give()

    [row] = load(select(Picture))
    assert (row.name, row.width, row.height) == (name, 64, 48)
    assert {column: getattr(row, column) for column in TOLD} == TOLD
    assert files() == {name}


def test_no_upload_is_no_picture(app, files):
    with app.app_context(), draw_picture(None) as new:
        assert new is None
    assert files() == set()


def test_what_is_no_picture_is_refused_at_the_field_of_the_file(app, files):
    with (
        app.app_context(),
        pytest.raises(RuleBroken, match="cannot be read as a picture") as refused,
        draw_picture(io.BytesIO(b"no picture")),
    ):
        pass
    assert refused.value.field == "picture_file"
    assert files() == set()


def test_refused_act_leaves_no_files(app, give, load, files):
    _, kept = give("red")

    with app.app_context(), pytest.raises(EditConflict), draw_picture(photo("blue")), act("try_it"):
        raise EditConflict

    assert files() == {kept}
    assert [row.name for row in load(select(Picture))] == [kept]


def test_refused_act_leaves_the_files_of_the_same_picture_elsewhere(app, give, files):
    _, kept = give("red")

    with app.app_context(), pytest.raises(EditConflict), draw_picture(photo("red")), act("try_it"):
        raise EditConflict

    assert files() == {kept}


def test_picture_before_goes_with_its_files_after_the_commit(app, give, load, files):
    row_id, before = give("red")

    with app.app_context(), draw_picture(photo("blue")) as new:
        with act("try_it") as own:
            set_picture(own, own.get_one(Municipality, row_id), PictureChange(new, **TOLD))
            own.flush()
            assert files() == {before, new.name}
        assert files() == {new.name}

    assert [row.name for row in load(select(Picture))] == [new.name]


def test_picture_that_is_taken_away_leaves_none(app, give, load, files):
    row_id, _ = give()

    with app.app_context(), act("try_it") as own:
        change = PictureChange(is_removed=True)
        set_picture(own, own.get_one(Municipality, row_id), change)

    assert load(select(Picture)) == []
    assert load(select(Municipality.picture_id)) == [None]
    assert files() == set()


def test_same_picture_again_keeps_its_files(app, give, load, files):
    row_id, name = give("red")

    with app.app_context(), draw_picture(photo("red")) as new, act("try_it") as own:
        set_picture(own, own.get_one(Municipality, row_id), PictureChange(new, **TOLD))

    assert [row.name for row in load(select(Picture))] == [name]
    assert files() == {name}


def test_other_words_count_as_a_save_of_the_row(app, give, load):
    row_id, _ = give()
    [before] = load(select(Municipality.lock_version))

    with app.app_context(), act("try_it") as own:
        change = PictureChange(alt=Bilingual("Die Rhône", "The Rhône"))
        set_picture(own, own.get_one(Municipality, row_id), change)

    assert load(select(Picture.alt_de, Picture.credit)) == ["Die Rhône"]
    assert load(select(Municipality.lock_version)) == [before + 1]


def test_failed_act_keeps_the_files_also_when_another_act_follows(app, give, load, files):
    row_id, name = give()

    def take_away_and_break():
        with act("take_away_and_break") as own:
            row = own.get_one(Municipality, row_id)
            set_picture(own, row, PictureChange(is_removed=True))
            own.flush()
            raise EditConflict

    with app.app_context():
        with pytest.raises(EditConflict):
            take_away_and_break()
        with act("try_it"):
            session.get_one(Municipality, row_id).name = "Nantes"

    assert load(select(Municipality.name)) == ["Nantes"]
    assert files() == {name}


def test_files_stay_as_long_as_another_row_shows_the_same(app, give, load, files):
    first, name = give("red")
    second, _ = give("red", "Nantes")

    for left, row_id in (({name}, first), (set(), second)):
        with app.app_context(), act("try_it") as own:
            row = own.get_one(Municipality, row_id)
            picture, row.picture = row.picture, None
            discard_picture(own, picture)
        assert files() == left
    assert load(select(Picture)) == []
