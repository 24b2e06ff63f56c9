"""Settings: what stops the start, and in which words."""

import datetime as dt

import pytest

from planner import create_app
from planner.machine.paths import CHECKOUT, instance_folder
from planner.now import now, today
from planner.settings import SETTINGS, BadSetting, read

SECRET = {"PLANNER_SECRET_KEY": "x" * 40}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "SECRET_KEY is missing: for a new planner run `planner init`"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be at least 32 random characters"),
        ({"PUBLIC_URL": "planner.example"}, "PUBLIC_URL must be an address such as https://"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin with sqlite: or postgresql:"),
        ({"DEFAULT_LANGUAGE": "fr"}, "DEFAULT_LANGUAGE must be de or en, not 'fr'."),
        ({"OFFICE_ZONE": "Atlantis/Capital"}, "OFFICE_ZONE must be a time zone"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a whole number, 0 or more"),
        ({"MAX_UPLOAD_MB": 0}, "MAX_UPLOAD_MB must be 1 or more"),
        ({"ACCENT_COLOUR": "blue"}, "ACCENT_COLOUR must be a colour such as #17407f"),
        ({"SORT_WITH_PREFIX": "perhaps"}, "SORT_WITH_PREFIX must be yes or no, not 'perhaps'."),
        ({"TODAY": "tomorrow"}, "TODAY must be a date such as 2027-04-12"),
    ],
)
def test_bad_or_missing_setting_stops_the_start_with_a_sentence(given, sentence):
    settings = ({"SECRET_KEY": "x" * 40} if given else {}) | given

    with pytest.raises(BadSetting) as stopped:
        create_app(settings)

    assert sentence in str(stopped.value)


def test_unknown_setting_is_a_typing_error(tmp_path):
    (tmp_path / "config.py").write_text("SECRETKEY = 'x'\n")

    with pytest.raises(BadSetting, match="Unknown setting SECRETKEY"):
        read(tmp_path, {})


def test_environment_wins_over_the_file(tmp_path):
    (tmp_path / "config.py").write_text("PUBLIC_URL = 'https://file.example'\n")

    settings = read(tmp_path, SECRET | {"PLANNER_PUBLIC_URL": "https://environment.example/"})

    assert settings["PUBLIC_URL"] == "https://environment.example"


def test_instance_lies_where_the_environment_says_and_else_in_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chosen = SECRET | {"PLANNER_INSTANCE_FOLDER": "elsewhere"}

    folder = instance_folder(chosen)

    assert folder == tmp_path / "elsewhere"
    assert read(folder, chosen)["DATABASE_URL"] == f"sqlite:///{folder}/planner.sqlite"
    assert instance_folder({}) == CHECKOUT / "instance"


def test_public_address_is_where_make_run_serves_unless_it_is_set(tmp_path):
    settings = read(tmp_path, SECRET | {"PORT": "8123"})

    assert settings["PUBLIC_URL"] == "http://127.0.0.1:8123"


def test_every_setting_is_in_the_table_of_the_readme():
    with open("README.md", encoding="utf-8") as file:
        readme = file.read()

    assert [name for name, *_ in SETTINGS if f"| `{name}` |" not in readme] == []


def test_host_of_the_request_is_believed_nowhere(app, client, user_with):
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}

    answers = [client.get(path, headers=headers) for path in ("/", "/sign-in", "/highlights.ics")]
    answers.append(client.get("/overview", headers=headers))

    assert all("evil.example" not in answer.text for answer in answers)
    assert all("evil.example" not in str(answer.headers) for answer in answers)


@pytest.mark.parametrize("hour", ["00:30", "12:00", "23:30"])
def test_pinned_day_is_that_of_the_office_at_every_hour(app, monkeypatch, hour):
    moment = dt.datetime.fromisoformat(f"2026-11-22 {hour}+00:00")
    monkeypatch.setattr("planner.now.utc_now", lambda: moment)
    app.config["TODAY"] = dt.date(2027, 4, 12)

    with app.app_context():
        assert today() == dt.date(2027, 4, 12)
        assert now().tzinfo is dt.UTC
