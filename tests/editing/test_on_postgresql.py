"""Two editors on PostgreSQL, where what one had opened is wound back under other locks."""

import pytest

from tests.conftest import basic_settings, build
from tests.editing.test_every_form import KINDS, ada, bea, said, shown, world
from tests.editing.typed_forms import changed, typed_form

__all__ = ["ada", "bea", "world"]  # fixtures
pytestmark = pytest.mark.postgres


@pytest.fixture
def app(postgres, postgres_template, tmp_path):
    """An application with its own empty database on PostgreSQL."""
    url = postgres.create_database(postgres_template)
    app = build(basic_settings(tmp_path / "none") | {"DATABASE_URL": url})
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def test_of_every_form_both_are_kept_or_one_chooses(ada, bea):
    for kind in KINDS:
        before = shown(ada, kind)
        assert bea.post(kind.address, data=changed(before, **kind.other)).status_code == 303

        assert ada.post(kind.address, data=changed(before, **kind.one)).status_code == 303

        both = kind.one | kind.other
        assert said(shown(bea, kind), both) == both, kind.form
        swapped = {name: f"{value}2" for name, value in kind.one.items()}
        page = ada.post(kind.address, data=changed(before, **swapped))
        assert page.status_code == 409
        assert ada.post(kind.address, data=typed_form(page.text)).status_code == 303
        assert said(shown(bea, kind), kind.other | swapped) == kind.other | swapped
